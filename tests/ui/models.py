"""A table of our own, so that the pages of a list are tested against every kind of column."""

from django.db import models


class Sheet(models.Model):
    name = models.CharField(max_length=20)
    due = models.DateField(null=True)
    at = models.DateTimeField(null=True)
    amount = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    rank = models.IntegerField()
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL)

    objects: models.Manager["Sheet"] = models.Manager()

    class Meta:
        app_label = "ui_tests"

    def __str__(self) -> str:
        return self.name
