"""Every setting a deployment may change, read once from the environment or `.env`, typed, with its unit in its name."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
ENV_FILE = Path(os.environ.get("SANSAN_ENV_FILE", ROOT / ".env"))
"""Where a deployment keeps its settings, unless the environment names them itself."""


class Config(BaseSettings):
    """Settings by their variable name without the prefix. The reference page is generated from these descriptions."""

    model_config = SettingsConfigDict(
        env_prefix="SANSAN_", env_file=ENV_FILE, extra="ignore", secrets_dir=None
    )

    data_dir: Path = Field(default=ROOT / "var", description="数据目录：数据库文件、上传文件、密钥都在这里")
    database_url: str = Field(
        default="",
        validation_alias="DATABASE_URL",
        description="数据库地址，如 postgres://user:password@host/sansan；留空用数据目录里的 SQLite",
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""), description="会话签名密钥；留空则首次启动时生成并存于数据目录"
    )
    sealing_key: SecretStr = Field(
        default=SecretStr(""),
        description="问责记录中姓名的加密密钥（Fernet）；留空则首次使用时生成，"
        "存于数据目录的 sealing_key，须与备份分开保管",
    )
    debug: bool = Field(
        default=False, description="调试模式：出错页显示细节，部件陈列页可见；生产环境不得打开"
    )
    allowed_hosts: list[str] = Field(
        default=["127.0.0.1", "localhost", "[::1]"],
        description='允许的访问主机名，JSON 列表，如 ["sansan.example.gov.cn"]',
    )
    https: bool = Field(default=False, description="仅经 HTTPS 提供服务：安全 Cookie、HSTS")
    host: str = Field(default="127.0.0.1", description="网页服务监听地址")
    port: int = Field(default=8000, description="网页服务监听端口")
    city_name: str = Field(default="驻马店市", description="部署单位所在城市名称，显示于页首")
    city_code: str = Field(default="4117", description="部署单位的行政区划代码前缀")
    upload_max_bytes: int = Field(default=20 * 1024 * 1024, description="单个上传文件的上限，字节")
    upload_scan_command: str = Field(
        default="",
        description="上传文件的病毒检查命令，文件路径附在最后；退出状态 0 放行，1 有毒，其他算未查成；留空不查",
    )
    idle_minutes: int = Field(default=30, description="无操作多少分钟后退出登录")
    admin_idle_minutes: int = Field(default=15, description="管理员无操作多少分钟后退出登录")
    lockout_failures: int = Field(default=5, description="登录失败多少次后锁定")
    lockout_minutes: int = Field(default=15, description="锁定多少分钟")
    password_max_age_days: int = Field(default=90, description="口令有效天数，0 为不限")
    oidc: dict[str, Any] = Field(
        default={},
        description="统一身份认证（OIDC），JSON 对象：provider_id、name、client_id、secret、server_url，"
        "可加 username_claim（默认 preferred_username，其值须与用户名一致）；留空不启用",
    )
    log_level: str = Field(default="INFO", description="日志级别")
    site_url: str = Field(
        default="",
        description="本系统对用户的网址，如 https://sansan.example.gov.cn；发出的消息据此带链接，留空则不带",
    )
    notify_smtp_host: str = Field(default="", description="发消息用的邮件服务器；留空不发邮件")
    notify_smtp_port: int = Field(default=465, description="邮件服务器端口")
    notify_smtp_security: Literal["ssl", "starttls", "plain"] = Field(
        default="ssl", description="邮件服务器的加密方式：ssl、starttls，或 plain（不加密，只用于本机）"
    )
    notify_smtp_user: str = Field(default="", description="邮件服务器的账号；不须登录则留空")
    notify_smtp_password: SecretStr = Field(default=SecretStr(""), description="邮件服务器的口令或授权码")
    notify_smtp_from: str = Field(default="", description="发件地址，如 sansan@example.gov.cn")
    notify_dingtalk_token: SecretStr = Field(
        default=SecretStr(""), description="钉钉群机器人地址里的 access_token；留空不发"
    )
    notify_dingtalk_secret: SecretStr = Field(
        default=SecretStr(""), description="钉钉群机器人的加签密钥，SEC 开头"
    )
    notify_dingtalk_address: str = Field(
        default="https://oapi.dingtalk.com/robot/send",
        description="钉钉群机器人的服务地址；专有部署的填自己的",
    )
    notify_wecom_key: SecretStr = Field(
        default=SecretStr(""), description="企业微信群机器人地址里的 key；留空不发"
    )
    notify_wecom_address: str = Field(
        default="https://qyapi.weixin.qq.com/cgi-bin/webhook/send",
        description="企业微信群机器人的服务地址；专有部署的填自己的",
    )
    notify_webhook_address: str = Field(default="", description="接收消息的其他系统的地址（https）；留空不发")
    notify_webhook_secret: SecretStr = Field(default=SecretStr(""), description="给其他系统的消息的签名密钥")
    notify_webhook_private: bool = Field(
        default=False, description="允许把消息和事件推送发往内网地址（也允许 http）；只在对方确在内网时打开"
    )
    api_token_max_days: int = Field(default=365, description="接口令牌最长有效天数；默认值，待本地确认")
    api_requests_per_minute: int = Field(
        default=300, description="一个接口令牌每分钟最多请求次数，超过的答复 429"
    )
    api_idempotency_days: int = Field(default=7, description="幂等键（Idempotency-Key）及其答复保留天数")

    @property
    def sqlite_file(self) -> Path | None:
        """The database file, where no other database is configured."""
        return None if self.database_url else self.data_dir / "sansan.sqlite3"


@lru_cache
def config() -> Config:
    """The settings of this process."""
    return Config()


def oidc_apps(oidc: dict[str, Any]) -> list[dict[str, Any]]:
    """The identity provider as allauth wants it; an empty list when none is configured.

    Raises ValueError naming what is missing, so that a half-configured provider stops the start and not a login.
    """
    if not oidc:
        return []
    missing = [
        key for key in ("provider_id", "name", "client_id", "secret", "server_url") if not oidc.get(key)
    ]
    if missing:
        raise ValueError(f"SANSAN_OIDC 缺少 {'、'.join(missing)}，请补全或留空。")
    own = {key: oidc[key] for key in ("provider_id", "name", "client_id", "secret")}
    claim = oidc.get("username_claim", "preferred_username")
    settings = {"server_url": oidc["server_url"], "oauth_pkce_enabled": True, "username_claim": claim}
    return [{**own, "settings": settings}]
