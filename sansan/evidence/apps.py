"""The room as Django sees it."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "sansan.evidence"
    verbose_name = "证据"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sansan.evidence.photo import prepare
        from sansan.evidence.verbs import VERBS
        from sansan.trail.registry import declare

        declare(VERBS)
        prepare()
