"""The room as Django sees it."""

from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "sansan.sample"
    verbose_name = "示例城市"

    def ready(self) -> None:
        from sansan.people import demo
        from sansan.sample.hint import hint
        from sansan.sample.verbs import VERBS
        from sansan.trail.registry import declare

        declare(VERBS)
        demo.declare(hint)
