# Everything a newcomer, a developer and the build machine runs. `make help` lists it.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help setup run test lint format lock bench docs clean

help: ## 显示本说明
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | awk -F '\t' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: ## 完成全部安装：Python 环境、前端、数据库、示例城市
	@$(PYTHON) -m scripts.prepare setup

run: setup ## 安装并启动，随后打开 http://127.0.0.1:8000
	@exec $(VENV)/sansan serve

test: ## 安装并运行全部检查和测试
	@$(PYTHON) -m scripts.prepare test
	@$(VENV)/python -m scripts.checks

lint: ## 只做代码检查：风格、类型、分层约定
	@$(PYTHON) -m scripts.prepare test
	@$(VENV)/python -m scripts.checks --lint

format: ## 排版代码
	@$(VENV)/python -m ruff check --quiet --fix .
	@$(VENV)/python -m ruff format --quiet .

docs: ## 重新生成 docs/reference 中由代码得来的页面
	@$(VENV)/python -m scripts.reference

lock: ## 按 pyproject.toml 重新锁定依赖包版本（requirements/*.txt）
	@$(VENV)/python -m pip install --quiet uv
	@$(VENV)/python -m scripts.lock

bench: ## 运行性能测量
	@$(PYTHON) -m scripts.prepare test
	@$(VENV)/python -m benchmarks

clean: ## 删除安装和构建的产物（保留数据目录 var/）
	@rm -rf .venv .node frontend/node_modules sansan/ui/static/dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
