"""Every write of the room: one function per verb the user knows, `by=` the acting person."""

from sansan.people.actions.accounts import (
    change_password,
    remove_second_factor,
    reset_password,
    unlock,
)
from sansan.people.actions.organisations import change_organisation, create_organisation, import_organisations
from sansan.people.actions.persons import (
    change_person,
    create_person,
    deactivate_person,
    reactivate_person,
    unmask_contact,
)
from sansan.people.actions.posts import appoint, end_post, revoke_post

__all__ = [
    "appoint",
    "change_organisation",
    "change_password",
    "change_person",
    "create_organisation",
    "create_person",
    "deactivate_person",
    "end_post",
    "import_organisations",
    "reactivate_person",
    "remove_second_factor",
    "reset_password",
    "revoke_post",
    "unlock",
    "unmask_contact",
]
