//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use vanthu_core::diag::Lang;

use crate::plugin::PluginCommand;

/// How a page of help is laid out.
pub(crate) const HELP: &str = "{about}\n\nCách dùng: {usage}\n\n{all-args}";

/// Soạn văn bản hành chính đúng thể thức Nghị định 30/2020/NĐ-CP từ tệp dữ liệu YAML.
#[derive(Debug, Parser)]
#[command(
    name = "vanthu",
    override_usage = "vanthu [TÙY CHỌN] <LỆNH>",
    version,
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true,
    subcommand_required = true,
    arg_required_else_help = true,
    subcommand_value_name = "LỆNH",
    subcommand_help_heading = "Lệnh",
    help_template = HELP
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// What all commands know.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn chung")]
pub(crate) struct Common {
    /// Ngôn ngữ của thông báo: vi (mặc định) hoặc en
    #[arg(long, global = true, value_name = "NGÔN NGỮ", env = "VANTHU_LANG", default_value = "vi")]
    #[arg(hide_env = true, hide_possible_values = true, hide_default_value = true)]
    pub(crate) lang: Language,
    /// Dạng của thông báo: human (cho người đọc, mặc định), json, sarif hoặc github
    #[arg(long, global = true, value_name = "DẠNG", default_value = "human")]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub(crate) format: Format,
    /// Thư mục có thêm mẫu văn bản (dùng được nhiều lần)
    #[arg(long, global = true, value_name = "THƯ MỤC")]
    pub(crate) plugins: Vec<PathBuf>,
    /// Không chạy mã máy của mẫu văn bản
    #[arg(long, global = true)]
    pub(crate) no_native: bool,
    /// Tệp ghi mã máy được tin cậy, thay cho tệp của người dùng và của máy
    #[arg(long, global = true, value_name = "TỆP")]
    pub(crate) trust_file: Option<PathBuf>,
    /// Dùng màu: auto (khi ra màn hình, mặc định), always hoặc never
    #[arg(long, global = true, value_name = "KHI NÀO", default_value = "auto")]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub(crate) color: Color,
    /// Nói rõ đã dùng những tệp nào, còn điểm nào phải người xem
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// In hướng dẫn này
    #[arg(short, long, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// In số phiên bản
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    version: Option<bool>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Tạo tệp Word từ tệp dữ liệu
    #[command(
        override_usage = "vanthu render [TÙY CHỌN] <TỆP>",
        help_template = HELP
    )]
    Render(Render),
    /// Tạo nhiều tệp Word một lần từ các tệp dữ liệu, thư mục, bảng; chạy tiếp được khi bị ngắt
    #[command(
        override_usage = "vanthu batch [TÙY CHỌN] -o <NƠI GHI> <ĐẦU VÀO>...",
        help_template = HELP
    )]
    Batch(Batch),
    /// Tổng hợp báo cáo của nhiều đơn vị thành dữ liệu của một báo cáo
    #[command(
        override_usage = "vanthu consolidate [TÙY CHỌN] --type <LOẠI> --units <TỆP> -o <TỆP> <ĐẦU VÀO>...",
        help_template = HELP
    )]
    Consolidate(Consolidate),
    /// Tạo tệp dữ liệu mẫu để điền
    #[command(
        override_usage = "vanthu new [TÙY CHỌN] <LOẠI>",
        help_template = HELP
    )]
    New(New),
    /// Kiểm tra thể thức của tệp Word từ bất cứ đâu, hoặc của tệp dữ liệu trước khi tạo
    #[command(
        override_usage = "vanthu check [TÙY CHỌN] <TỆP>...",
        help_template = HELP
    )]
    Check(Check),
    /// Mở trang soạn văn bản trên máy này: điền biểu mẫu, kiểm tra, lấy tệp Word
    #[command(
        override_usage = "vanthu serve [TÙY CHỌN]",
        help_template = HELP
    )]
    Serve(Serve),
    /// Giải thích một quy tắc: yêu cầu, căn cứ, ví dụ, cách sửa
    #[command(
        override_usage = "vanthu explain [TÙY CHỌN] [MÃ]...",
        help_template = HELP
    )]
    Explain(Explain),
    /// Làm mẫu văn bản: liệt kê, xem, tạo, kiểm tra, đóng gói, cài
    #[command(
        subcommand,
        override_usage = "vanthu plugin [TÙY CHỌN] <LỆNH>",
        disable_help_subcommand = true,
        subcommand_value_name = "LỆNH",
        subcommand_help_heading = "Lệnh",
        help_template = HELP
    )]
    Plugin(PluginCommand),
    /// Tạo tệp Excel để nhập liệu cho một loại: mỗi văn bản một dòng, mỗi danh sách một trang
    #[command(
        override_usage = "vanthu sheet [TÙY CHỌN] <LOẠI>",
        help_template = HELP
    )]
    Sheet(Sheet),
    /// In lược đồ JSON của một loại, để trình soạn thảo gợi ý và kiểm tra khi gõ
    #[command(
        override_usage = "vanthu schema [TÙY CHỌN] <LOẠI>",
        help_template = HELP
    )]
    Schema(SchemaOf),
    /// In tài liệu các mục của một loại; không ghi loại thì in tài liệu khối và hàm cho người lập mẫu
    #[command(
        override_usage = "vanthu docs [TÙY CHỌN] [LOẠI]",
        help_template = HELP
    )]
    Docs(Docs),
    /// In tệp lệnh để bash, zsh, fish hoặc powershell tự hoàn thành câu lệnh
    #[command(
        override_usage = "vanthu completions <LOẠI SHELL>",
        help_template = HELP
    )]
    Completions(Completions),
    /// Ghi các trang hướng dẫn cho lệnh man vào một thư mục
    #[command(
        override_usage = "vanthu man <THƯ MỤC>",
        help_template = HELP
    )]
    Man(ManPages),
}

/// `vanthu sheet`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct Sheet {
    /// Loại văn bản, ví dụ so-ket
    #[arg(value_name = "LOẠI", help_heading = "Đối số")]
    pub(crate) kind: String,
    /// Tệp Excel sẽ ghi; mặc định nhap-lieu.xlsx ở thư mục này
    #[arg(short, long, value_name = "TỆP")]
    pub(crate) output: Option<PathBuf>,
    /// Tệp dữ liệu (.yaml) ghi sẵn vào bảng, mỗi tệp một dòng (dùng được nhiều lần)
    #[arg(long, value_name = "TỆP")]
    pub(crate) data: Vec<PathBuf>,
    /// Ghi đè tệp đã có
    #[arg(long)]
    pub(crate) force: bool,
}

/// `vanthu schema`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct SchemaOf {
    /// Loại văn bản, ví dụ so-ket
    #[arg(value_name = "LOẠI", help_heading = "Đối số")]
    pub(crate) kind: String,
    /// Tệp sẽ ghi; mặc định in ra màn hình
    #[arg(short, long, value_name = "TỆP")]
    pub(crate) output: Option<PathBuf>,
}

/// `vanthu docs`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct Docs {
    /// Loại văn bản, ví dụ so-ket
    #[arg(value_name = "LOẠI", help_heading = "Đối số")]
    pub(crate) kind: Option<String>,
    /// Tệp sẽ ghi; mặc định in ra màn hình
    #[arg(short, long, value_name = "TỆP")]
    pub(crate) output: Option<PathBuf>,
}

/// `vanthu completions`.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// bash, zsh, fish hoặc powershell
    #[arg(value_name = "LOẠI SHELL", help_heading = "Đối số", hide_possible_values = true)]
    pub(crate) shell: Shell,
}

/// `vanthu man`.
#[derive(Debug, Args)]
pub(crate) struct ManPages {
    /// Thư mục sẽ ghi, được tạo nếu chưa có
    #[arg(value_name = "THƯ MỤC", help_heading = "Đối số")]
    pub(crate) folder: PathBuf,
}

/// A shell whose completions can be had.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Shell {
    /// Bash
    Bash,
    /// Zsh
    Zsh,
    /// Fish
    Fish,
    /// `PowerShell`
    Powershell,
}

impl Shell {
    /// As the generator knows it.
    pub(crate) fn known(self) -> clap_complete::Shell {
        match self {
            Self::Bash => clap_complete::Shell::Bash,
            Self::Zsh => clap_complete::Shell::Zsh,
            Self::Fish => clap_complete::Shell::Fish,
            Self::Powershell => clap_complete::Shell::PowerShell,
        }
    }
}

/// `vanthu explain`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct Explain {
    /// Mã quy tắc, như trong kết quả kiểm tra, ví dụ QH-1; bỏ trống thì liệt kê mọi quy tắc
    #[arg(value_name = "MÃ", help_heading = "Đối số")]
    pub(crate) rules: Vec<String>,
    /// Tiêu chuẩn: nd30-2020 (mặc định) hoặc tt01-2011
    #[arg(long, value_name = "TIÊU CHUẨN", default_value = "nd30-2020", hide_default_value = true)]
    pub(crate) standard: String,
    /// In cả tài liệu dưới dạng Markdown
    #[arg(long)]
    pub(crate) markdown: bool,
}

/// `vanthu check`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct Check {
    /// Các tệp Word (.docx) hoặc tệp dữ liệu (.yaml); thư mục thì kiểm tra mọi tệp Word trong đó
    #[arg(value_name = "TỆP", required = true, help_heading = "Đối số")]
    pub(crate) files: Vec<PathBuf>,
    /// Tiêu chuẩn để kiểm tra: nd30-2020 (mặc định) hoặc tt01-2011
    #[arg(long, value_name = "TIÊU CHUẨN")]
    pub(crate) standard: Option<String>,
    /// Loại văn bản, khi tên loại trong tệp không nhận ra được; ví dụ "báo cáo", "công văn"
    #[arg(long, value_name = "TÊN LOẠI")]
    pub(crate) kind: Option<String>,
    /// Cảnh báo cũng tính là lỗi
    #[arg(long)]
    pub(crate) strict: bool,
    /// Tệp thông tin cơ quan cho tệp dữ liệu; mặc định tìm co-quan.yaml cạnh tệp dữ liệu
    #[arg(long, value_name = "TỆP")]
    pub(crate) co_quan: Option<PathBuf>,
    /// Làm lại mỗi khi tệp, tệp cơ quan hoặc mẫu thay đổi, cho đến khi bấm Ctrl-C
    #[arg(long)]
    pub(crate) watch: bool,
}

/// `vanthu render`.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct Render {
    /// Tệp dữ liệu (.yaml); dấu - là đọc từ luồng vào
    #[arg(value_name = "TỆP", help_heading = "Đối số")]
    pub(crate) file: PathBuf,
    /// Tệp Word sẽ ghi; mặc định cùng tên, cùng chỗ với tệp dữ liệu
    #[arg(short, long, value_name = "TỆP")]
    pub(crate) output: Option<PathBuf>,
    /// Tệp thông tin cơ quan; mặc định tìm co-quan.yaml cạnh tệp dữ liệu
    #[arg(long, value_name = "TỆP")]
    pub(crate) co_quan: Option<PathBuf>,
    /// Bản thảo: chỗ còn thiếu được đánh dấu thay vì báo lỗi
    #[arg(long)]
    pub(crate) draft: bool,
    /// Tạo thêm tệp PDF, cùng tên, cùng chỗ với tệp Word
    #[arg(long)]
    pub(crate) pdf: bool,
    /// Ghi đè tệp Word và PDF đã có
    #[arg(long)]
    pub(crate) force: bool,
    /// Không ghi dấu vết dữ liệu vào tệp Word
    #[arg(long)]
    pub(crate) no_trace: bool,
    /// Làm lại mỗi khi tệp dữ liệu, tệp cơ quan hoặc mẫu thay đổi, cho đến khi bấm Ctrl-C
    #[arg(long)]
    pub(crate) watch: bool,
}

/// `vanthu batch`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct Batch {
    /// Các tệp dữ liệu (.yaml), thư mục có chúng, hoặc bảng (.xlsx, .ods, .csv, .jsonl), mỗi dòng
    /// một văn bản; với --merge-reports: các báo cáo .json
    #[arg(value_name = "ĐẦU VÀO", required = true, help_heading = "Đối số")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Thư mục sẽ ghi, được tạo nếu chưa có; hoặc một tệp .zip
    #[arg(short, long, value_name = "NƠI GHI")]
    pub(crate) output: PathBuf,
    /// Loại văn bản của các dòng trong bảng, ví dụ cong-van
    #[arg(long = "type", value_name = "LOẠI")]
    pub(crate) kind: Option<String>,
    /// Cột nào là mục nào, khi tên cột khác tên mục: "Số VB=so" (dùng được nhiều lần)
    #[arg(long, value_name = "CỘT=MỤC")]
    pub(crate) map: Vec<String>,
    /// Cách đặt tên tệp từ dữ liệu, ví dụ "{{so}}-{{_tep}}"; mặc định theo tên tệp dữ liệu
    #[arg(long, value_name = "TÊN")]
    pub(crate) name: Option<String>,
    /// Tệp thông tin cơ quan; mặc định tìm co-quan.yaml cạnh từng tệp dữ liệu
    #[arg(long, value_name = "TỆP")]
    pub(crate) co_quan: Option<PathBuf>,
    /// Bản thảo: chỗ còn thiếu được đánh dấu thay vì báo lỗi
    #[arg(long)]
    pub(crate) draft: bool,
    /// Không ghi dấu vết dữ liệu vào các tệp Word
    #[arg(long)]
    pub(crate) no_trace: bool,
    /// Làm lại từ đầu, ghi đè những tệp đã có
    #[arg(long)]
    pub(crate) force: bool,
    /// Làm tiếp lần chạy trước: chỉ tạo những văn bản chưa có hoặc có dữ liệu, mẫu đã thay đổi
    #[arg(long)]
    pub(crate) resume: bool,
    /// Số luồng; mặc định theo số lõi của máy
    #[arg(long, value_name = "SỐ", value_parser = jobs)]
    pub(crate) jobs: Option<usize>,
    /// Chỉ làm phần K trong N phần, ví dụ 2/5; auto: lấy từ Kubernetes, Slurm hoặc AWS Batch
    #[arg(long, value_name = "K/N")]
    pub(crate) shard: Option<String>,
    /// Tệp báo cáo kết quả, .json hoặc .csv (dùng được nhiều lần)
    #[arg(long, value_name = "TỆP")]
    pub(crate) report: Vec<PathBuf>,
    /// Gộp báo cáo của các phần thành một, ghi vào -o
    #[arg(long)]
    pub(crate) merge_reports: bool,
}

/// From 1 to what a machine may have.
fn jobs(text: &str) -> Result<usize, String> {
    let number = text.parse::<usize>().ok().filter(|number| (1..=1024).contains(number));
    number.ok_or_else(|| "ghi một số từ 1 đến 1024".to_owned())
}

/// `vanthu consolidate`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct Consolidate {
    /// Các báo cáo của đơn vị: .yaml, hoặc tệp nhập liệu đã điền (.xlsx, .ods, .csv, .jsonl), mỗi
    /// tệp một báo cáo; hoặc thư mục có chúng
    #[arg(value_name = "ĐẦU VÀO", required = true, help_heading = "Đối số")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Loại báo cáo, ví dụ bao-cao-thang
    #[arg(long = "type", value_name = "LOẠI")]
    pub(crate) kind: String,
    /// Tệp danh sách đơn vị phải gửi báo cáo
    #[arg(long, value_name = "TỆP")]
    pub(crate) units: PathBuf,
    /// Tệp có những mục do đơn vị tổng hợp tự viết: mở đầu, nhiệm vụ, kết thúc, dòng tự tính
    #[arg(long, value_name = "TỆP")]
    pub(crate) own: Option<PathBuf>,
    /// Tệp dữ liệu tổng hợp sẽ ghi
    #[arg(short, long, value_name = "TỆP")]
    pub(crate) output: PathBuf,
    /// Tệp .json ghi mỗi số lấy từ đơn vị nào, tệp nào, dòng hay ô nào
    #[arg(long, value_name = "TỆP")]
    pub(crate) trace: Option<PathBuf>,
    /// Ghi đè tệp đã có
    #[arg(long)]
    pub(crate) force: bool,
}

/// `vanthu serve`.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct Serve {
    /// Cổng của trang trên máy này; mặc định 8471, bận thì lấy cổng khác
    #[arg(long, value_name = "CỔNG")]
    pub(crate) port: Option<u16>,
    /// Chỉ in liên kết, không mở trình duyệt
    #[arg(long)]
    pub(crate) no_open: bool,
}

/// `vanthu new`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct New {
    /// Loại văn bản, ví dụ so-ket
    #[arg(value_name = "LOẠI", help_heading = "Đối số")]
    pub(crate) kind: String,
    /// Tệp sẽ ghi; mặc định LOẠI.yaml ở thư mục này
    #[arg(short, long, value_name = "TỆP")]
    pub(crate) output: Option<PathBuf>,
}

/// `--lang`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// Tiếng Việt
    Vi,
    /// English
    En,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Vi => Lang::Vi,
            Language::En => Lang::En,
        }
    }
}

/// `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Cho người đọc
    Human,
    /// JSON cho chương trình khác
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// Lệnh của GitHub Actions
    Github,
}

/// `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// Khi ra màn hình
    Auto,
    /// Luôn luôn
    Always,
    /// Không bao giờ
    Never,
}
