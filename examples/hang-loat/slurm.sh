#!/bin/bash
# Tạo văn bản từ thư mục du-lieu bằng 8 phần của một mảng công việc Slurm:
#   sbatch slurm.sh
# Xong cả mảng thì gộp báo cáo bằng: bash gop-bao-cao.sh
#SBATCH --job-name=vanthu
#SBATCH --array=0-7
#SBATCH --cpus-per-task=2
#SBATCH --mem=512M
#SBATCH --time=01:00:00
#SBATCH --requeue
set -u
exec vanthu batch du-lieu -o ket-qua --shard auto --resume \
  --jobs "${SLURM_CPUS_PER_TASK:-1}" --report bao-cao.json
