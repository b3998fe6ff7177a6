"""Addresses of the room."""

from django.urls import path

from sansan.people.views import imports, me, organisations, persons, posts, system

app_name = "people"
urlpatterns = [
    path("", system.home, name="home"),
    path("me/", me.me, name="me"),
    path("scope/", me.choose_scope, name="scope"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/new/", organisations.new_organisation, name="new_organisation"),
    path("organisations/<slug:code>/", organisations.organisation, name="organisation"),
    path("organisations/<slug:code>/edit/", organisations.edit_organisation, name="edit_organisation"),
    path("persons/", persons.persons, name="persons"),
    path("persons/new/", persons.new_person, name="new_person"),
    path("persons/<str:username>/", persons.person, name="person"),
    path("persons/<str:username>/edit/", persons.edit_person, name="edit_person"),
    path("persons/<str:username>/contact/", persons.unmask, name="unmask"),
    path("persons/<str:username>/password/", persons.reset_password, name="reset_password"),
    path("persons/<str:username>/active/", persons.set_active, name="set_active"),
    path("persons/<str:username>/second-factor/", persons.remove_second_factor, name="remove_second_factor"),
    path("posts/", posts.posts, name="posts"),
    path("posts/new/", posts.new_post, name="new_post"),
    path("posts/<int:pk>/end/", posts.end, name="end_post"),
    path("posts/<int:pk>/revoke/", posts.revoke, name="revoke_post"),
    path("roles/", system.roles, name="roles"),
    path("responsibilities/", system.responsibilities, name="responsibilities"),
    path("lockouts/", system.lockouts, name="lockouts"),
    path("lockouts/lift/", system.lift, name="unlock"),
    path("import/", imports.upload, name="import"),
]
