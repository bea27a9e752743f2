#!/bin/bash
# Báo cáo của mọi phần thành báo cáo của cả đợt; mã thoát khác 0 khi thiếu phần hoặc có văn bản lỗi.
set -u
exec vanthu batch --merge-reports bao-cao.*-of-*.json -o bao-cao-chung.json --force
