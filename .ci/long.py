"""Writes the data of a long report: about 300 pages of text and a table on each tenth.

usage: long.py PAGES DATA.yaml
"""
import sys

pages, target = int(sys.argv[1]), sys.argv[2]
sentence = (
    "Ủy ban nhân dân xã đã chỉ đạo các đơn vị rà soát, đánh giá kết quả thực hiện nhiệm vụ được giao, "
    "kịp thời tháo gỡ khó khăn, vướng mắc trong quá trình triển khai tại địa bàn. "
)
with open(target, "w", encoding="utf-8") as out:
    out.write(
        "loai: bao-cao\nso: \"11\"\nngay: 05/02/2026\ntrich_yeu: Kết quả công tác\n"
        "co_quan: { ten: [Ủy ban nhân dân, xã A], viet_tat: UBND }\ndia_danh: Xã A\n"
        "nguoi_ky: { tap_the: Ủy ban nhân dân, chuc_vu: Chủ tịch, ho_ten: Nguyễn Văn A }\n"
        "noi_nhan: [Ủy ban nhân dân tỉnh]\nluu: { don_vi: VP }\nmo_dau: Ủy ban nhân dân xã A báo cáo như sau.\nmuc:\n"
    )
    for page in range(pages):
        out.write(f"  - tieu_de: Lĩnh vực thứ {page + 1}\n    khoan:\n")
        for clause in range(5):
            out.write(f"      - tieu_de: Nội dung {clause + 1}\n        noi_dung: {sentence * 2}\n")
