"""Addresses of the room."""

from django.urls import path

from sansan.dispatch.views import bulletins, grid, home, office, sheets, snapshots

_MONTH = "report/<str:month>/<int:organisation_id>/"

app_name = "dispatch"
urlpatterns = [
    path("", home.home, name="home"),
    path("new", home.new, name="new"),
    path("report/", grid.open_month, name="open_month"),
    path(_MONTH, grid.report, name="report"),
    path(f"{_MONTH}submit", grid.submit, name="submit"),
    path(f"{_MONTH}copy", grid.copy_all, name="copy_all"),
    path(f"{_MONTH}sheet", sheets.download, name="sheet"),
    path(f"{_MONTH}upload", sheets.upload, name="upload"),
    path("rows/<int:entry_id>/", grid.row, name="row"),
    path("rows/<int:entry_id>/copy", grid.copy_row, name="row_copy"),
    path("rows/<int:entry_id>/again", grid.again, name="row_again"),
    path("rows/<int:entry_id>/discard", grid.discard, name="row_discard"),
    path("rows/<int:entry_id>/files", grid.add_file, name="row_files"),
    path("rows/<int:entry_id>/files/<int:file_id>/remove", grid.remove_file, name="row_file_remove"),
    path("months/<int:period_id>/", office.show, name="period"),
    path("months/<int:period_id>/renew", office.renew, name="renew"),
    path("months/<int:period_id>/urge", office.urge_units, name="urge"),
    path("months/<int:period_id>/days", office.days, name="days"),
    path("months/<int:period_id>/freeze", office.freeze_now, name="freeze"),
    path("months/<int:period_id>/review", office.review, name="review"),
    path("months/<int:period_id>/units/<int:organisation_id>/", office.entries, name="unit"),
    path("months/<int:period_id>/entries/", office.entries, name="entries"),
    path("months/<int:period_id>/snapshots/", snapshots.listed, name="snapshots"),
    path("months/<int:period_id>/bulletins/", bulletins.listed, name="bulletins"),
    path("months/<int:period_id>/bulletins/new", bulletins.new, name="bulletin_new"),
    path("snapshots/<int:snapshot_id>/", snapshots.show, name="snapshot"),
    path("snapshots/<int:snapshot_id>/rows", snapshots.rows, name="rows"),
    path("snapshots/<int:snapshot_id>/compare/<int:other_id>", snapshots.compare, name="compare"),
    path("bulletins/<int:bulletin_id>/", bulletins.show, name="bulletin"),
    path("bulletins/<int:bulletin_id>/edit", bulletins.edit, name="bulletin_edit"),
    path("bulletins/<int:bulletin_id>/issue", bulletins.issue, name="bulletin_issue"),
    path("bulletins/<int:bulletin_id>/drop", bulletins.drop, name="bulletin_drop"),
    path("bulletins/<int:bulletin_id>/file", bulletins.file, name="bulletin_file"),
]
