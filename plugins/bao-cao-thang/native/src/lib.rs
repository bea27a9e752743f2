//! The monthly report's native code as a library; the program has the same linked in.

vanthu_plugin::export_plugin!(bao_cao_thang::BaoCaoThang);
