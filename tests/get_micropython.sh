#!/bin/sh
# Find or fetch MicroPython's unix port: get_micropython.sh FOLDER [ARCHITECTURE]
#
# With an architecture, Debian's name of one that this machine runs, it is fetched in any case: i386
# has words as short as a strap's.
#
# One on the PATH is used. Otherwise Debian 13's binary is taken from the machine's own Debian
# source with the suite changed, and unpacked under FOLDER with the libraries it needs: nothing is
# installed. FOLDER/micropython runs it. Exit 1 with one sentence where that cannot be done.
set -eu

folder=${1:?usage: get_micropython.sh FOLDER [ARCHITECTURE]}
architecture=${2:-}
if [ -x "$folder/micropython" ]; then exit 0; fi
if [ -z "$architecture" ] && command -v micropython >/dev/null; then exit 0; fi

give_up() { echo "no MicroPython interpreter: $1" >&2; exit 1; }
command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || give_up "this machine has no apt-get"

mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
work=$folder/work
rm -rf "$work" "$folder/root"
mkdir -p "$work/sources" "$work/lists/partial" "$work/archives/partial"
trap 'rm -rf "$work"' EXIT

# The first Debian archive the machine itself uses, as a deb822 paragraph of suite trixie.
if [ -r /etc/apt/sources.list.d/debian.sources ]; then
    awk 'BEGIN { RS = "" } NR == 1' /etc/apt/sources.list.d/debian.sources |
        sed 's/^Suites:.*/Suites: trixie/; s/^Components:.*/Components: main/' >"$work/sources/trixie.sources"
elif [ -r /etc/apt/sources.list ]; then
    awk '$1 == "deb" { n = 2; if ($2 ~ /^\[/) while ($n !~ /\]$/) n++; if ($2 ~ /^\[/) n++
        print "deb", $n, "trixie", "main"; exit }' /etc/apt/sources.list >"$work/sources/trixie.list"
fi
[ -n "$(ls -A "$work/sources")" ] || give_up "this machine names no Debian source"

apt() {
    apt-get -qq -oDir::Etc::SourceList=/dev/null -oDir::Etc::SourceParts="$work/sources" \
        -oDir::State::Lists="$work/lists" -oDir::Cache="$work" -oDir::State::status=/dev/null \
        ${architecture:+-oAPT::Architecture="$architecture" -oAPT::Architectures="$architecture"} \
        -oAPT::Sandbox::User=root -oAcquire::Retries=2 -oAcquire::Languages=none "$@"
}
apt update >"$work/log" 2>&1 || give_up "Debian's package lists could not be fetched"
(cd "$work" && apt download micropython libc6 libffi8 libmbedcrypto16 libmbedtls21 libmbedx509-7) \
    >>"$work/log" 2>&1 || give_up "Debian's package could not be fetched"
for package in "$work"/*.deb; do dpkg-deb -x "$package" "$folder/root"; done

# Run by its own loader: the machine's C library may be older than the binary's.
libraries=$(dirname "$(find "$folder/root/usr/lib" -name 'libc.so.6' | head -n 1)")
loader=$(find "$libraries" -name 'ld-linux*.so.*' | head -n 1)
[ -n "$loader" ] || give_up "the package has no loader for this machine"
rm -rf "$libraries/gconv" "$folder/root/usr/share"
printf '#!/bin/sh\nexec %s --library-path %s %s/root/usr/bin/micropython "$@"\n' \
    "$loader" "$libraries" "$folder" >"$folder/micropython.new"
chmod +x "$folder/micropython.new"
"$folder/micropython.new" -c 'print("ok")' >/dev/null 2>&1 || give_up "the fetched one does not run here"
mv "$folder/micropython.new" "$folder/micropython"
