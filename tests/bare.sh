#!/usr/bin/env bash
# Runs a command as on a machine with no fonts, no browser, no database client and no GIS, on any Linux:
#     tests/bare.sh make test
# In a mount namespace of its own it lays empty folders over those of fonts and an empty file over
# each program; outside of it nothing changes.
set -euo pipefail

programs=(chromium chromium-browser google-chrome google-chrome-stable psql curl ogrinfo ogr2ogr)
folders=(/usr/share/fonts /usr/local/share/fonts /usr/lib/postgresql /usr/lib/qgis "$HOME/.fonts"
  "${XDG_DATA_HOME:-$HOME/.local/share}/fonts")

refuse() {
  echo "tests/bare.sh: $*" >&2
  exit 1
}

if [ "${1-}" != --inside ]; then
  (($#)) || refuse "no command was given; expected one to run, such as: tests/bare.sh make test"
  command -v unshare >/dev/null || refuse "there is no unshare here (Linux, package util-linux)." \
    "Run the command itself on a machine without Chinese fonts and browser."
  alone=(unshare --mount)
  [ "$(id -u)" = 0 ] || alone+=(--map-root-user)
  why=$("${alone[@]}" mount -t tmpfs none /mnt 2>&1) || refuse "fonts and browser cannot be hidden," \
    "because this system allows no mount namespace (${why//$'\n'/; }). Run it as root, in a" \
    "container with CAP_SYS_ADMIN, or allow user namespaces (sysctl user.max_user_namespaces," \
    "kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns)."
  exec "${alone[@]}" bash "$0" --inside "$@"
fi
shift

for folder in "${folders[@]}"; do
  [ ! -d "$folder" ] || mount -t tmpfs none "$folder"
done
IFS=: read -ra places <<<"$PATH"
for place in "${places[@]}"; do
  for program in "${programs[@]}"; do
    # What cannot be executed is not found.
    [ ! -x "$place/$program" ] || mount --bind /dev/null "$place/$program"
  done
done
if command -v fc-list >/dev/null; then
  left=$(fc-list 2>/dev/null | head -n 3)
  [ -z "$left" ] || refuse "fonts are still seen, in folders that are not hidden: $left"
fi
exec "$@"
