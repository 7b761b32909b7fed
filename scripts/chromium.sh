#!/bin/sh
# Makes sure that there is a Chromium to test in: the package manager's, never a downloaded build.
set -eu
for c in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
  [ -n "$c" ] && [ -x "$c" ] && exit 0
done
as=""
[ "$(id -u)" = 0 ] || as=sudo
if command -v apt-get >/dev/null; then
  $as apt-get update -qq && $as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
elif command -v dnf >/dev/null; then $as dnf install -y -q chromium
elif command -v pacman >/dev/null; then $as pacman -S --noconfirm --needed chromium
elif command -v brew >/dev/null; then brew install --cask chromium
else
  echo "Install Chromium, or name it in CHROMIUM." >&2; exit 1
fi
