"""Roles as code: what each may do and on which rows."""

from enum import StrEnum


class Reach(StrEnum):
    """Which rows a permission covers. The post's area prefix bounds every reach but ALL."""

    ALL = "all"
    AREA = "area"
    OFFICE = "office"
    OWN = "own"


class Role(StrEnum):
    """What a post lets its holder do."""

    CITY_OFFICE = "city_office"
    OFFICE_STAFF = "office_staff"
    CITY_LEADER = "city_leader"
    ACCEPTOR = "acceptor"
    BUREAU_OFFICER = "bureau_officer"
    COUNTY_OFFICE = "county_office"
    COUNTY_LEADER = "county_leader"
    TOWNSHIP_OFFICER = "township_officer"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"
