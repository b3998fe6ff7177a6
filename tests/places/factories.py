"""Areas and zones for tests of every room."""

import factory
from factory.django import DjangoModelFactory

from sansan.places import scope
from sansan.places.models import Area


class AreaFactory(DjangoModelFactory[Area]):
    """A county unless the code says otherwise."""

    class Meta:
        model = Area
        django_get_or_create = ("code",)

    code = "411702"
    name = factory.LazyAttribute(lambda area: f"区划{area.code}")
    short_name = factory.SelfAttribute("name")
    kind = "县"
    level = factory.LazyAttribute(lambda area: scope.level(area.code) or 3)
    parent_code = factory.LazyAttribute(lambda area: scope.parent(area.code))
