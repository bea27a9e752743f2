#!/bin/bash
# Tám phần bằng GNU parallel, trên các máy ghi ở may-chu.txt (mỗi dòng một máy, thư mục làm việc
# dùng chung). Một phần hỏng không dừng các phần khác; chạy lại tệp này thì làm tiếp.
set -u
seq 8 | parallel --sshloginfile may-chu.txt --workdir "$PWD" \
  vanthu batch du-lieu -o ket-qua --shard {}/8 --resume --report bao-cao.json
