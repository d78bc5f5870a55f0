#!/usr/bin/env bash
# Prepare .venv: find a Python, make the environment, install what requirements.lock names (with hashes), then this
# program. Repeating it is cheap: a stamp in .venv says for which lock and which pyproject it was made.
# Written for bash 3.2 (macOS). Needs: Python 3.11 or newer, and the package index once.
set -euo pipefail
cd "$(dirname "$0")/.."

oldest_minor=11

say() { printf '%s\n' "$*"; }
die() {
    printf '\n%s\n' "无法完成安装 (setup failed)：$1" >&2
    printf '%s\n' "$2" >&2
    exit 1
}

new_enough() { "$1" -c "import sys; sys.exit(sys.version_info < (3, $oldest_minor))" >/dev/null 2>&1; }

find_python() {
    local candidate
    if [ -n "${PYTHON:-}" ]; then
        new_enough "$PYTHON" || die "PYTHON=$PYTHON 不能运行或低于 3.$oldest_minor。" "请另行指定，例如 make setup PYTHON=/usr/bin/python3.12"
        printf '%s' "$PYTHON"
        return
    fi
    for candidate in python3 python3.13 python3.12 python3.11 python3.14 python; do
        if command -v "$candidate" >/dev/null 2>&1 && new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    die "没有找到 Python 3.$oldest_minor 以上的版本。" \
        "Debian/Ubuntu：apt-get install python3 python3-venv；macOS：brew install python@3.13。装好后再运行 make setup。"
}

fingerprint() {
    # what the environment was made from; cksum is on every system
    cat pyproject.toml requirements.lock scripts/setup.sh 2>/dev/null | cksum | tr ' ' '-'
}

has_pip() { .venv/bin/python -m pip --version >/dev/null 2>&1; }

make_venv() {
    local python="$1"
    if [ -x .venv/bin/python ] && new_enough .venv/bin/python; then
        return
    fi
    rm -rf .venv
    if "$python" -m venv .venv >/dev/null 2>&1; then
        return
    fi
    # Debian without python3-venv has no ensurepip: take an environment without pip, and a pip from elsewhere below
    rm -rf .venv
    if "$python" -m venv --without-pip .venv >/dev/null 2>&1; then
        return
    fi
    rm -rf .venv
    if "$python" -m virtualenv --version >/dev/null 2>&1; then
        "$python" -m virtualenv -q .venv && return
    fi
    if command -v uv >/dev/null 2>&1; then
        uv venv -q --python "$python" .venv && return
    fi
    die "$python 不能建立虚拟环境（缺少 venv 模块）。" "Debian/Ubuntu：apt-get install python3-venv；或安装 virtualenv、uv 之一后重试。"
}

# the installer to use, as a list of words in the array `pip`
choose_installer() {
    local python="$1"
    if has_pip; then
        pip=(.venv/bin/python -m pip install --disable-pip-version-check --quiet)
    elif "$python" -m pip --python .venv/bin/python --version >/dev/null 2>&1; then
        pip=("$python" -m pip --python .venv/bin/python install --disable-pip-version-check --quiet)
    elif command -v uv >/dev/null 2>&1; then
        pip=(uv pip install --quiet --python .venv/bin/python)
    else
        die "虚拟环境里没有 pip，系统里也没有可借用的 pip 或 uv。" "Debian/Ubuntu：apt-get install python3-venv（或 python3-pip），再运行 make setup。"
    fi
}

install() {
    if [ -f requirements.lock ]; then
        say "安装依赖（requirements.lock，校验哈希）…"
        "${pip[@]}" --require-hashes -r requirements.lock || die "依赖没有装全。" "请检查网络或软件源（pip config list），然后再运行 make setup；已下载的不会重来。"
    else
        say "安装依赖（pyproject.toml，未锁定）…"
        "${pip[@]}" . --group dev || die "依赖没有装全。" "请检查网络或软件源，然后再运行 make setup。"
    fi
    # the program itself, in place; its build tool came with the lock, so nothing is fetched unchecked
    "${pip[@]}" --no-deps --no-build-isolation -e . || die "程序本身没有装上。" "请把上面的信息报告给维护者。"
}

main() {
    local wanted python
    wanted="$(fingerprint)"
    if [ -x .venv/bin/duixian ] && [ "$(cat .venv/.setup-stamp 2>/dev/null || true)" = "$wanted" ]; then
        return
    fi
    python="$(find_python)"
    say "使用 $python（$("$python" -V 2>&1)）"
    make_venv "$python"
    choose_installer "$python"
    install
    .venv/bin/duixian --version >/dev/null || die ".venv/bin/duixian 不能运行。" "请删除 .venv 后再运行 make setup。"
    printf '%s' "$wanted" >.venv/.setup-stamp
    say "完成：.venv/bin/duixian"
}

main "$@"
