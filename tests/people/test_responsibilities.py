"""No unowned object: who answers for what, on which day."""

import datetime as dt

import pytest

from sansan.errors import Invalid
from sansan.people import responsibilities
from sansan.people.actions import import_organisations
from sansan.people.models import Organisation
from sansan.people.organisations import read
from sansan.people.responsibilities import Rule, responsible_for, rules
from sansan.trail.record import SYSTEM

pytestmark = pytest.mark.django_db
ON = dt.date(2020, 7, 17)


@pytest.fixture
def city() -> None:
    import_organisations(by=SYSTEM)


def test_dust_of_a_building_site_belongs_to_housing_and_to_the_county(city: None) -> None:
    owners = responsible_for("building-site", "411721102", ON)
    assert (owners.authority.code, owners.territorial.code, owners.notes) == (
        "bureau-housing",
        "gov-411721",
        (),
    )


def test_straw_burning_belongs_to_agriculture_and_to_the_township(city: None) -> None:
    owners = responsible_for("straw", "411702104", ON)
    assert (owners.authority.code, owners.territorial.code) == ("bureau-agriculture", "town-411702104")


def test_a_township_not_on_file_leaves_the_county_as_owner(city: None) -> None:
    assert responsible_for("straw", "411721999", ON).territorial.code == "gov-411721"


def test_a_functional_area_answers_for_its_own_ground(city: None) -> None:
    assert responsible_for("industry", "4117A1", ON).territorial.code == "gov-4117A1"


def test_a_class_without_a_rule_falls_to_the_campaign_office_and_says_so(city: None) -> None:
    owners = responsible_for("fireworks", "411721", ON)
    assert owners.authority.code == "city-office"
    assert owners.territorial.code == "gov-411721"
    assert "fireworks" in owners.notes[0]


def test_a_fact_before_the_rule_came_into_force_falls_to_the_campaign_office(city: None) -> None:
    owners = responsible_for("straw", "411721", dt.date(2018, 2, 28))
    assert owners.authority.code == "city-office"


def test_a_bureau_that_was_dissolved_no_longer_answers(city: None) -> None:
    Organisation.objects.filter(code="bureau-agriculture").update(valid_to=dt.date(2020, 7, 16))
    owners = responsible_for("straw", "411721", ON)
    assert owners.authority.code == "city-office"
    assert "秸秆焚烧" in owners.notes[0]


def test_a_place_outside_every_government_falls_to_the_campaign_office(city: None) -> None:
    owners = responsible_for("straw", "", ON)
    assert owners.territorial.code == "city-office"
    assert len(owners.notes) == 1


def test_without_any_campaign_office_the_message_says_what_to_do() -> None:
    with pytest.raises(Invalid, match="先导入机构"):
        responsible_for("straw", "411721", ON)


def test_of_two_versions_of_a_rule_the_one_of_the_day_counts(
    city: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Rule(
        "straw", "秸秆", "bureau-ecology", (), "county", dt.date(2018, 1, 1), dt.date(2020, 7, 16), "usual"
    )
    new = Rule("straw", "秸秆", "bureau-agriculture", (), "county", dt.date(2020, 7, 17), None, "usual")
    monkeypatch.setattr(responsibilities, "rules", lambda: (old, new))
    assert responsible_for("straw", "411721", dt.date(2020, 7, 16)).authority.code == "bureau-ecology"
    assert responsible_for("straw", "411721", dt.date(2020, 7, 17)).authority.code == "bureau-agriculture"


def test_every_body_the_matrix_names_is_in_the_sample_city() -> None:
    codes = {row.code for row in read()}
    named = {code for rule in rules() for code in (rule.authority, *rule.assisting)}
    assert named <= codes


def test_no_class_has_two_rules_on_one_day() -> None:
    for rule in rules():
        overlapping = [
            r for r in rules() if r.object_class == rule.object_class and r.in_force(rule.valid_from)
        ]
        assert overlapping == [rule]
