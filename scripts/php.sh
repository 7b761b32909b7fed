#!/bin/sh
# Makes sure that there is a PHP for the tests of the plugins, and what reads their code: the package manager's.
set -eu
as=""
[ "$(id -u)" = 0 ] || as=sudo
if command -v apt-get >/dev/null; then
  $as apt-get update -qq && $as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends php-cli php-curl php-codesniffer phpmd >/dev/null
elif command -v dnf >/dev/null; then $as dnf install -y -q php-cli php-pear-PHP-CodeSniffer
elif command -v pacman >/dev/null; then $as pacman -S --noconfirm --needed php
elif command -v brew >/dev/null; then brew install php php-code-sniffer phpmd
else
  echo "Install PHP's command line." >&2; exit 1
fi
