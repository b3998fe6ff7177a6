"""The `sansan` command. Exit status: 0 done; 1 could not be done, or a check found something; 2 wrong usage."""

import click

from sansan.commands import chinese
from sansan.commands.group import Entry, LazyGroup

chinese.use()

ENTRIES = {
    "read": Entry(
        "sansan.documents.command:read", "读一份整改类报告，列出任务、数据和疑点", needs_django=False
    ),
    "serve": Entry("sansan.commands.serving:serve", "启动网页服务和后台作业（一条命令）", needs_django=False),
    "web": Entry("sansan.commands.serving:web", "只启动网页服务", needs_django=False),
    "worker": Entry("sansan.commands.serving:worker", "只启动后台作业"),
    "setup": Entry("sansan.commands.database:setup", "建立或升级数据库", needs_django=False),
    "sample": Entry("sansan.commands.sample:sample", "示例城市", needs_django=False),
    "init": Entry("sansan.commands.init:init", "以本单位替换示例城市，重新开始", needs_django=False),
    "backup": Entry(
        "sansan.commands.backing_up:backup", "把全部数据和文件备份为一个文件", needs_django=False
    ),
    "restore": Entry("sansan.commands.backing_up:restore", "把备份恢复到空数据库", needs_django=False),
    "people": Entry("sansan.people.command:people", "机构、人员和任职"),
    "places": Entry("sansan.places.command:places", "区划、边界和管控区"),
    "rectification": Entry("sansan.rectification.command:rectification", "督察整改：导入报告、导出材料"),
    "evidence": Entry("sansan.evidence.command:evidence", "证据文件库：清理无主文件、核对文件完整性"),
    "notify": Entry("sansan.notify.command:notify", "消息：发送到期的，查看渠道是否启用"),
    "search": Entry("sansan.search.command:search", "搜索索引：重建、核对"),
    "token": Entry("sansan.api.command:token", "接口令牌：建立、列出、吊销"),
    "audit": Entry("sansan.trail.command:audit", "操作轨迹：核验与留存"),
    "check": Entry("sansan.commands.checking:check", "检查设置是否适合正式运行"),
    "manage": Entry("sansan.commands.database:manage", "执行 Django 自带的管理命令", needs_django=False),
}


@click.group(
    cls=LazyGroup,
    entries=ENTRIES,
    context_settings={"max_content_width": 100},
    epilog="退出状态：0 完成；1 未能完成，或检查发现问题；2 用法错误。",
)
@click.version_option(package_name="sansan", prog_name="sansan")
def main() -> None:
    """三散治理：督察整改、问题销号与数据核查平台。"""


chinese.localise(main)

if __name__ == "__main__":
    main(prog_name="sansan")
