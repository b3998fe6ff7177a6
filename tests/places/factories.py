"""Areas and zones for tests of every room."""

from factory.declarations import LazyAttribute, SelfAttribute
from factory.django import DjangoModelFactory

from sansan.places import scope
from sansan.places.models import Area


class AreaFactory(DjangoModelFactory[Area]):
    """A county unless the code says otherwise."""

    class Meta:
        model = Area
        django_get_or_create = ("code",)

    code = "411702"
    name = LazyAttribute(lambda area: f"区划{area.code}")  # type: ignore[no-untyped-call]
    short_name = SelfAttribute("name")  # type: ignore[no-untyped-call]
    kind = "县"
    level = LazyAttribute(lambda area: scope.level(area.code) or 3)  # type: ignore[no-untyped-call]
    parent_code = LazyAttribute(lambda area: scope.parent(area.code))  # type: ignore[no-untyped-call]
