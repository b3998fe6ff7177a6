"""Addresses of the room's pages."""

app_name = "interface"
urlpatterns: list = []
