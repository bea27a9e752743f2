#!/usr/bin/env bash
# The program for Windows, under Wine: the same bytes as here; a trusted library is loaded, another
# one refused; started without arguments, as a double click does, it serves the page. What Wine cannot
# prove: Word's lock on an open file, Windows's own consoles, the double click itself and the browser
# that it opens, warnings of SmartScreen about a program from the net.
#
# usage: windows.sh CACHE OUT LINUX_PROGRAM
set -euo pipefail
cache=$1 out=$2/wine linux=$3
target=x86_64-pc-windows-gnu
mkdir -p "$out"
if ! command -v wine >/dev/null || ! command -v x86_64-w64-mingw32-gcc >/dev/null || ! command -v curl >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq curl wine64 gcc-mingw-w64-x86-64 >/dev/null
fi
rustup target add $target >/dev/null 2>&1 || { echo "NOT CHECKED: the target $target cannot be installed here"; exit 0; }
cargo build --quiet --target $target
program="$CARGO_TARGET_DIR/$target/debug/vanthu.exe"

export WINEPREFIX="$cache/wine" WINEDEBUG=-all XDG_RUNTIME_DIR="$out"
wineboot --init >/dev/null 2>&1 || true
# Wine before 9 lacks the library from which Rust takes random numbers.
if [ ! -e "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" ]; then
  cat >"$out/random.c" <<'C'
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE at, SIZE_T n) { return SystemFunction036(at, (ULONG)n); }
C
  x86_64-w64-mingw32-gcc -shared -o "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" "$out/random.c" -ladvapi32
fi
vanthu() { wine "$program" "$@"; }

"$linux" render examples/so-ket-141/bao-cao.yaml -o "$out/linux.docx" --force >/dev/null
vanthu render examples/so-ket-141/bao-cao.yaml -o "$(winepath -w "$out/wine.docx")" --force
cmp "$out/linux.docx" "$out/wine.docx"
echo "the first report: the same bytes under Wine"
vanthu check "$(winepath -w "$out/wine.docx")" 2>/dev/null | head -1

# A library in C, as an author makes it.
cp -r sdk/examples/ty-le-c "$out/ty-le-c"
x86_64-w64-mingw32-gcc -shared -Isdk/include -o "$out/ty_le.dll" "$out/ty-le-c/native/ty_le.c"
vanthu plugin build "$(winepath -w "$out/ty-le-c")" --library "$(winepath -w "$out/ty_le.dll")"
data=$(ls "$out"/ty-le-c/examples/*.yaml | head -1)
trust=$(winepath -w "$out/trust.yaml")
try() {
  local code=0
  vanthu render "$(winepath -w "$data")" -o "$(winepath -w "$out/c.docx")" --force \
    --plugins "$(winepath -w "$out")" --trust-file "$trust" >"$out/said.txt" 2>&1 || code=$?
  echo $code
}
rm -f "$out/trust.yaml"
[ "$(try)" = 4 ] && echo "an untrusted library is refused (4)"
vanthu plugin trust ty-le-c --yes --plugins "$(winepath -w "$out")" --trust-file "$trust" >/dev/null
[ "$(try)" = 0 ] && echo "a trusted library is loaded (0)"
printf x >>"$(ls "$out"/ty-le-c/native/*/*.dll)"
[ "$(try)" != 0 ] && echo "a changed library is refused: $(grep -m1 -oE '^lỗi\[[a-z-]*\]' "$out/said.txt")"

# Without arguments in a console of its own, as by a double click: the page answers at the address
# that is printed, to who comes with the link alone, and makes a Word file. The console breaks lines.
: >"$out/page.txt"
script -qfc "wine '$program'" "$out/page.txt" </dev/null >/dev/null 2>&1 &
for _ in $(seq 300); do
  link=$(tr -d '\r\n' <"$out/page.txt" | grep -aoE -m1 'http://127\.0\.0\.1:[0-9]+/\?token=[0-9a-f]{48}' | head -1 || true)
  [ -n "$link" ] && break
  sleep 0.1
done
[ -n "$link" ] || { cat "$out/page.txt"; exit 1; }
page=${link%%/\?*}
ask() { curl --silent --show-error --max-time 60 "$@"; }
[ "$(ask -o /dev/null -w '%{http_code}' "$page/")" = 401 ]
[ "$(ask -c "$out/cookies" -o /dev/null -w '%{http_code}' "$link")" = 303 ]
ask -b "$out/cookies" "$page/" | grep -q '<title>Soạn văn bản</title>'
ask -b "$out/cookies" "$page/api/types" | grep -q '"bao-cao-thang"'
ask -b "$out/cookies" -H "Origin: $page" -H 'X-Vanthu: 1' -H 'Content-Type: application/json' \
  -d '{"data":{"loai":"so-ket"},"draft":true}' -o "$out/page.docx" "$page/api/word"
printf 'loai: so-ket\n' >"$out/draft.yaml"
code=0
XDG_CONFIG_HOME="$out" "$linux" render "$out/draft.yaml" --draft -o "$out/draft.docx" --force >/dev/null 2>&1 || code=$?
[ $code = 5 ]
cmp "$out/page.docx" "$out/draft.docx"
echo "started without arguments: the page answers at ${page#http://} and makes the same Word file"
wineserver -k || true
