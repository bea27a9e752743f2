// The pages: start, form, the organisation's values, the check of a Word file. The server judges;
// this only asks and shows.

import { Form, make, picker, pointer } from "/form.js";
import { Preview } from "/preview.js";
import { choose, read, told } from "/sheet.js";

const main = document.getElementById("main");
const $ = (id) => document.getElementById(id);
const PDF = "application/pdf";
const ZIP = "application/zip";
const BYTES = "application/octet-stream";
const WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/** What the page is at: the open form, or nothing. */
let open = null;
/** Titles of types by their ids. */
let titles = {};

// The server

class Gone extends Error {}

/** Asks the server. The answer has its status in `ok` and its JSON in `body`. */
async function ask(method, path, sent, kind = "application/json", signal = undefined) {
  const headers = { "X-Vanthu": "1" };
  if (method !== "GET") headers["Content-Type"] = kind;
  const body = sent === undefined ? undefined : kind === "application/json" ? JSON.stringify(sent) : sent;
  let answer;
  try {
    answer = await fetch(path, { method, headers, body, signal });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Gone("Không liên lạc được với chương trình. Cửa sổ chương trình có thể đã đóng.");
  }
  if (answer.status === 401) throw new Gone(await answer.text());
  const type = answer.headers.get("content-type") || "";
  if ([WORD, PDF, ZIP].some((kind) => type.startsWith(kind))) return { ok: true, file: await answer.blob(), name: named(answer) };
  if (type.startsWith("application/json")) return { ok: answer.ok, status: answer.status, body: await answer.json() };
  const words = { 413: "Tệp hoặc dữ liệu quá lớn." }[answer.status] || (await answer.text());
  return { ok: false, status: answer.status, body: { error: words } };
}

const named = (answer) => /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") || "")?.[1] || "van-ban.docx";

function status(words, bad = false) {
  $("status").textContent = words;
  $("status").classList.toggle("bad", bad);
}

// Small talk

let toastTimer;
/** Says what was done, and offers to take it back. */
function toast(words, undo) {
  clearTimeout(toastTimer);
  const close = () => $("toast").replaceChildren();
  const back = undo && make("button", { type: "button", onclick: () => { close(); undo(); } }, "Hoàn tác");
  $("toast").replaceChildren(make("span", {}, words), ...(back ? [back] : []));
  toastTimer = setTimeout(close, undo ? 30000 : 5000);
}

/** Asks the user; gives the value of the button, or null. `more` stands under the words. */
function question(words, buttons, more) {
  const dialog = $("ask");
  $("ask-text").textContent = words;
  $("ask-more").replaceChildren(...(more ? [more] : []));
  return new Promise((done) => {
    $("ask-buttons").replaceChildren(...buttons.map(([title, value, main]) =>
      make("button", { type: "button", class: main ? "main" : null, onclick: () => { dialog.close(); done(value); } }, title)));
    dialog.oncancel = () => done(null);
    dialog.showModal();
  });
}

function download(blob, name) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

const hour = (time) => new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit" }).format(time);
const day = (time) => new Intl.DateTimeFormat("vi", { day: "2-digit", month: "2-digit", year: "numeric" }).format(time);

/** Words for an answer that is none. */
const trouble = (answer) => answer.body.error ||
  (answer.body.findings || []).map((finding) => [finding.message, ...finding.hints].join("; ")).join(" · ") || "Không làm được.";

function show(title, ...children) {
  document.title = title + " – Soạn văn bản";
  document.querySelector(".top").append($("status"));
  main.replaceChildren(...children);
  window.scrollTo(0, 0);
  main.focus({ preventScroll: true });
}

// Start

async function start() {
  const [types, drafts] = await Promise.all([ask("GET", "/api/types"), ask("GET", "/api/drafts")]);
  const sorted = (types.body.types || []).toSorted((a, b) => a.title.localeCompare(b.title, "vi"));
  titles = Object.fromEntries(sorted.map((type) => [type.id, type.title]));
  const list = make("ul", { class: "types" });
  const filter = make("input", { id: "filter", type: "search", placeholder: "Gõ để tìm, ví dụ: báo cáo", spellcheck: "false" });
  const plain = (words) => words.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");
  const fill = () => list.replaceChildren(...sorted
    .filter((type) => plain(type.title).includes(plain(filter.value)))
    .map((type) => make("li", {}, make("a", { href: "#/moi/" + type.id }, type.title))));
  filter.addEventListener("input", fill);
  fill();
  const faults = (types.body.faults?.findings || []).map((finding) => make("p", { class: "wrong" }, finding.message));
  show("Trang đầu",
    make("h1", {}, "Soạn văn bản hành chính"),
    make("p", { class: "quiet" }, "Chọn loại văn bản, điền biểu mẫu, lấy tệp Word đúng thể thức Nghị định 30/2020/NĐ-CP. Dữ liệu không rời khỏi máy này."),
    make("div", { class: "home" }, draftsBox(drafts),
      make("section", { class: "box new", "aria-labelledby": "h-new" }, make("h2", { id: "h-new" }, "Văn bản mới"),
        make("label", { for: "filter", class: "label" }, "Tìm loại văn bản"), filter, list, ...faults),
      make("div", {}, dataBox(), checkBox())));
}

function draftsBox(answer) {
  const box = make("section", { class: "box", "aria-labelledby": "h-drafts" }, make("h2", { id: "h-drafts", tabindex: "-1" }, "Bản nháp"));
  if (!answer.ok) return box.append(make("p", { class: "wrong" }, trouble(answer))), box;
  const drafts = answer.body.drafts;
  if (!drafts.length) return box.append(make("p", { class: "quiet" }, "Chưa có bản nháp nào. Những gì bạn điền được tự lưu ở đây.")), box;
  box.append(make("ul", { class: "drafts" }, ...drafts.map((draft) => {
    const title = titled(draft);
    const remove = async () => {
      if (!(await question("Xóa hẳn bản nháp «" + title + "»?", [["Xóa", true], ["Giữ lại", false, true]]))) return;
      const gone = await ask("DELETE", "/api/drafts/" + draft.id);
      if (!gone.ok) return toast(trouble(gone));
      const next = (line.nextElementSibling ?? line.previousElementSibling)?.querySelector("a") ?? $("h-drafts");
      line.remove();
      next.focus();
      toast("Đã xóa bản nháp.");
    };
    const line = make("li", {}, make("a", { href: "#/nhap/" + draft.id }, title,
      make("small", {}, (titles[draft.kind] || draft.kind) + " · lưu lúc " + hour(draft.saved) + " ngày " + day(draft.saved))),
      make("button", { type: "button", class: "small", "aria-label": "Làm văn bản mới từ bản nháp " + title, onclick: () => { location.hash = "#/tu/" + draft.id; } }, "Làm văn bản mới"),
      make("button", { type: "button", class: "small", "aria-label": "Xóa bản nháp " + title, onclick: guarded(remove) }, "Xóa"));
    return line;
  })), make("p", { class: "quiet" }, "Bản nháp chỉ bạn đọc được; không sửa trong " + answer.body.days + " ngày thì tự xóa."));
  return box;
}

function dataBox() {
  return make("section", { class: "box" }, make("h2", {}, "Mở tệp dữ liệu"),
    make("p", { class: "quiet" }, "Tệp .yaml hoặc .zip đã tải về trước đây. Văn bản có kèm tệp thì chọn cả các tệp ấy."),
    ...picker("data-file", "Chọn tệp…", null, guarded(loadData), ".yaml,.yml,.zip,.png,.jpg,.jpeg", true));
}

/** Files for the server, after a line that names them and says what is asked. */
const bundle = (asked, files) => new Blob([JSON.stringify({ ...asked, files: files.map(({ name, size }) => ({ name, size })) }), "\n", ...files]);

async function loadData(files) {
  const answer = await ask("POST", "/api/open", bundle({}, files), BYTES);
  if (!answer.ok) return void (await question("Không đọc được tệp: " + trouble(answer), [["Đóng", true, true]]));
  const { data, comments, files: named, unused } = answer.body;
  if (typeof data.loai !== "string") return void (await question("Tệp không nói loại văn bản (mục «loai»).", [["Đóng", true, true]]));
  if (comments && !(await question("Tệp có " + comments + " dòng ghi chú (sau dấu #). Dữ liệu tải về từ trang này sẽ không còn các ghi chú đó; tệp gốc không bị sửa.", [["Mở tiếp", true, true], ["Thôi", false]]))) return;
  pending = { data, given: named.length ? files : null, unused };
  location.hash = "#/moi/" + data.loai;
}
/** Data that the next form opens with. */
let pending = null;

function checkBox() {
  const zone = make("div", { class: "drop" }, make("p", {}, "Thả tệp .docx vào đây, hoặc"), ...picker("word-file", "Chọn tệp Word…", null, guarded(checkWord), ".docx"));
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", guarded(async (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    if (event.dataTransfer.files[0]) await checkWord(event.dataTransfer.files[0]);
  }));
  return make("section", { class: "box" }, make("h2", {}, "Kiểm tra thể thức một tệp Word"), zone);
}

/** What a rule asks for, and where the decree says so; asked for when it is opened. */
function rule(id) {
  const text = make("div", { class: "rule" });
  const box = make("details", {}, make("summary", {}, "Quy tắc " + id + " và căn cứ"), text);
  box.addEventListener("toggle", guarded(async () => {
    if (!box.open || text.textContent) return;
    const answer = await ask("GET", "/api/rule/" + id);
    text.textContent = answer.ok ? answer.body.text : trouble(answer);
  }));
  return box;
}

async function checkWord(file) {
  status("Đang kiểm tra " + file.name + "…");
  const answer = await ask("POST", "/api/check", await file.arrayBuffer(), WORD);
  status("");
  if (!answer.ok) return void (await question(trouble(answer), [["Đóng", true, true]]));
  const { findings, not_judged: unjudged } = answer.body;
  history.pushState(null, "", "#/kiem-tra");
  const words = findings.filter((finding) => finding.severity === "error").length + " lỗi, " +
    findings.filter((finding) => finding.severity === "warning").length + " cảnh báo";
  const names = { error: "Lỗi", warning: "Cảnh báo", note: "Lưu ý" };
  show("Kết quả kiểm tra", make("h1", {}, "Kết quả kiểm tra: " + file.name),
    make("p", {}, findings.length ? words : "Không thấy lỗi trong các quy tắc đã đánh giá."),
    make("ul", { class: "found" }, ...findings.map((finding) => make("li", { class: finding.severity },
      make("strong", {}, names[finding.severity] + ": "), finding.message,
      finding.excerpt ? make("blockquote", {}, finding.excerpt) : null,
      finding.severity === "note" ? null : make("p", { class: "quiet" }, (finding.excerpt ? "Đoạn thứ " + finding.line + ": " : "") + finding.hints.join("; ")),
      /^[A-Z]+-[0-9]+$/.test(finding.code) ? rule(finding.code) : null))),
    unjudged.length ? make("details", {}, make("summary", {}, unjudged.length + " quy tắc không đánh giá được ở tệp này"), make("p", {}, unjudged.join(", "))) : null,
    make("p", {}, make("a", { class: "button", href: "#/" }, "Về trang đầu")));
}

// The form

/** Whether the user shows the pages; nothing until they have said so. */
let pagesShown;

/** An open form: saves itself, is judged, gives the Word file. */
class Work {
  constructor(form, draft) {
    Object.assign(this, { id: draft.id, version: draft.version, files: draft.files || [], given: draft.given, copyOf: draft.copyOf, consent: false, dirty: false, saving: null, busy: null, paused: null, again: false, edits: 0 });
    this.data = draft.data;
    this.form = new Form(form, this.data, {
      changed: () => this.changed(),
      done: (words, undo) => toast(words, undo),
      sheet: guarded((field, path, file) => this.table(field, path, file)),
      files: {
        kept: (name) => this.files.find((file) => file.name === name),
        add: guarded((field, path, files) => this.attach(field, path, files)),
        drafts: guarded((field, path) => this.fromDrafts(field, path)),
      },
    });
    this.summary = make("div", { tabindex: "-1" });
    this.banner = make("div", { class: "asks" });
    this.state = make("p", { class: "state", role: "status" });
    this.preview = new Preview((method, path, sent, signal) => ask(method, path, sent, undefined, signal), () => this.sent(), this.form.element, () => this.togglePages());
    this.shower = make("button", { type: "button", "aria-expanded": "false", "aria-controls": "preview", hidden: "", onclick: () => this.togglePages() }, "Xem trước");
    this.counts = form.groups.map(() => make("span", { class: "count" }));
    const tool = (words, action, kind) => make("button", { type: "button", class: kind, onclick: guarded(action) }, words);
    const side = make("nav", { class: "side", "aria-label": "Các phần của biểu mẫu" }, make("ul", {}, ...form.groups.map((group, nth) =>
      make("li", {}, make("a", { href: "#g" + nth, onclick: (event) => this.jump(event, nth) }, group.title, this.counts[nth])))));
    this.work = make("div", { class: "work" }, side, make("div", {},
      make("h1", {}, form.title),
      make("p", { class: "quiet" }, "Mục có dấu ", make("span", { class: "must" }, "*"), " là bắt buộc. Những gì bạn điền được tự lưu."),
      draft.made ? make("p", { class: "from" }, draft.made) : null,
      make("div", { class: "bar" },
        tool("Tải tệp Word", () => this.word(false), "main"), tool("Kiểm tra", () => this.check()),
        tool("Tải bản thảo", () => this.word(true)), tool("Tải dữ liệu", () => yaml(this.sent())),
        ...picker("workbook", "Nhập từ Excel…", null, guarded((file) => this.fill(file))), this.shower, make("div", { class: "said" }, this.state), this.banner),
      this.summary, this.form.element), this.preview.element);
    show(form.title, this.work);
    // What is saved stays in sight, as the bar does.
    this.state.after($("status"));
    this.judge();
    guarded(() => this.able())();
  }

  /** What is judged and drawn: the values, with the files of their draft, or of the one that they were made out of. */
  sent() {
    return { data: this.data, id: this.id ?? this.copyOf };
  }

  /** Offers what this build and this computer can do. */
  async able() {
    const { body: able } = await ask("GET", "/api/preview");
    if (able.pdf) this.shower.before(make("button", { type: "button", onclick: guarded(() => this.pdf()) }, "Tải PDF"));
    if (able.drawn) {
      this.shower.hidden = false;
      this.showPages(pagesShown ?? matchMedia("(min-width: 56.01rem)").matches);
    } else {
      const words = able.pdf ? " Muốn xem trang, hãy bấm «Tải PDF»." : " Muốn xem trang, hãy tải tệp Word; muốn có PDF ngay ở đây, hãy cài LibreOffice.";
      this.work.querySelector("h1").nextSibling.append(" Bản vanthu này không vẽ trang xem trước." + words);
    }
  }

  togglePages() {
    this.showPages(pagesShown = !this.preview.on);
    (pagesShown ? this.preview.element : this.shower).scrollIntoView({ block: "nearest" });
    if (!pagesShown) this.shower.focus({ preventScroll: true });
  }

  showPages(on) {
    this.preview.show(on);
    this.work.classList.toggle("paged", on);
    this.shower.setAttribute("aria-expanded", on);
    this.shower.textContent = on ? "Ẩn xem trước" : "Xem trước";
  }

  async pdf() {
    const words = $("status").textContent;
    status("Đang tạo PDF…");
    try {
      await this.take("/api/pdf", false);
    } finally {
      status(words);
    }
  }

  jump(event, nth) {
    event.preventDefault();
    const group = $("g" + nth);
    if (group.tagName === "DETAILS") group.open = true;
    group.scrollIntoView();
    group.querySelector("input, textarea, select")?.focus({ preventScroll: true });
  }

  changed() {
    this.dirty = true;
    this.edits += 1;
    this.preview.changed();
    // Without its mark it is saved like any other.
    if (this.paused === "secret" && !this.data.do_mat) {
      this.paused = null;
      this.banner.replaceChildren();
    }
    status(this.paused ? "Không tự lưu" : "Đang soạn…", Boolean(this.paused));
    // Within two seconds of the first change, not of the last.
    this.saving ??= setTimeout(() => { this.saving = null; this.save(); }, 1000);
    clearTimeout(this.judging);
    this.judging = setTimeout(() => this.judge(), 400);
  }

  // One question at a time; what changed meanwhile is asked next.
  async judge() {
    if (this.asking) { this.again = true; return; }
    this.asking = true;
    try {
      const answer = await ask("POST", "/api/judge", this.sent());
      if (answer.ok) this.judged(answer.body.findings, answer.body.asides);
    } catch (error) {
      status(error.message, true);
    } finally {
      this.asking = false;
      if (this.again) { this.again = false; this.judge(); }
    }
  }

  judged(findings, asides) {
    this.form.judged(findings, asides ?? this.form.asides);
    const counts = this.form.counts();
    counts.forEach((count, nth) => { this.counts[nth].textContent = count || ""; this.counts[nth].title = count + " chỗ chưa xong"; });
    const count = (kind) => findings.filter((finding) => finding.severity === kind).length;
    const words = [count("missing") && "còn thiếu " + count("missing") + " mục", count("error") && count("error") + " lỗi", count("warning") && count("warning") + " cảnh báo"].filter(Boolean);
    this.state.textContent = words.length ? words.join(", ").replace(/^./, (c) => c.toUpperCase()) : "Đủ và đúng";
    if (this.form.showAll) this.summarize();
  }

  summarize() {
    const findings = this.form.findings;
    const kinds = { missing: "Còn thiếu", error: "Phải sửa", warning: "Nên xem lại", note: "Lưu ý" };
    const bad = findings.some((finding) => finding.severity === "missing" || finding.severity === "error");
    const link = (finding) => finding.pointer && this.form.nearest(finding.pointer) !== null
      ? make("a", { href: "#", onclick: (event) => { event.preventDefault(); this.form.focus(finding.pointer); } }, finding.message)
      : finding.message;
    // What the form has no field for can be mended from here alone.
    const mend = (finding) => {
      if (finding.code !== "unknown-field" && finding.code !== "renamed-field") return [];
      const path = this.form.path(finding.pointer), value = this.form.get(path);
      const button = (words, action) => make("button", { type: "button", class: "small", onclick: () => {
        action();
        this.form.redraw();
        toast("Đã " + words.toLowerCase() + ".", () => { this.form.set(path, value); this.form.redraw(); });
      } }, words);
      const to = finding.moved && this.form.path(finding.moved);
      return [
        ...(to && this.form.get(to) === undefined ? [button("Chuyển sang mục mới", () => { this.form.unset(path); this.form.set(to, value); }), " "] : []),
        button("Bỏ mục này", () => this.form.unset(path)),
        make("small", {}, "Giá trị: " + (typeof value === "string" ? value : JSON.stringify(value))),
      ];
    };
    const parts = Object.entries(kinds).flatMap(([kind, title]) => {
      const some = findings.filter((finding) => finding.severity === kind);
      return some.length ? [make("h3", { class: "label" }, title), make("ul", {}, ...some.map((finding) =>
        make("li", { class: kind }, link(finding), " ", ...mend(finding),
          finding.hints.length && finding.code !== "renamed-field" ? make("small", {}, finding.hints.join("; ")) : null)))] : [];
    });
    const head = bad ? "Chưa lấy được tệp Word hoàn chỉnh" : findings.length ? "Lấy được tệp Word, có chỗ nên xem lại" : "Văn bản đủ và đúng";
    this.summary.className = "summary " + (bad ? "" : findings.length ? "minor" : "clean");
    this.summary.replaceChildren(make("h2", {}, head), ...parts,
      ...(bad && !findings.some((f) => f.severity === "error") ? [make("p", {}, "Vẫn có thể bấm «Tải bản thảo»: chỗ còn thiếu được đánh dấu trong tệp Word.")] : []));
  }

  /** Fills the form in from a workbook of `vanthu sheet`. */
  async fill(file) {
    const answer = await read(ask, { type: this.form.form.id, field: "" }, file);
    const { findings = [], more, data } = answer.body;
    if (!answer.ok) return void (await question("Không nhập được từ " + file.name + ".", [["Đóng", true, true]], findings.length ? told(findings, more) : make("p", {}, trouble(answer))));
    const wrong = findings.some((finding) => finding.severity === "error");
    const words = wrong ? "Có chỗ không đọc được; các chỗ đó sẽ để trống." : "Tệp có chỗ nên xem lại.";
    if (findings.length && !(await question(words, [["Nhập phần đọc được", true, true], ["Thôi", false]], told(findings, more)))) return;
    const before = structuredClone(this.data);
    const put = (values) => {
      for (const key of Object.keys(this.data)) delete this.data[key];
      Object.assign(this.data, values);
      this.changed();
      this.form.redraw();
    };
    // A group keeps what the file does not give.
    const group = (value) => value && typeof value === "object" && !Array.isArray(value);
    const over = (below, above) => (group(below) && group(above) ? Object.fromEntries([...new Set([...Object.keys(below), ...Object.keys(above)])].map((key) => [key, key in above ? over(below[key], above[key]) : below[key]])) : above);
    put(over(before, data));
    toast("Đã nhập từ " + file.name + ".", () => put(before));
  }

  /** Rows of a list from a file. */
  async table(field, path, file) {
    const look = async (more) => {
      const answer = await read(ask, { type: this.form.form.id, field: pointer(path), ...more }, file);
      if (answer.ok) return answer.body;
      await question("Không nhập được từ " + file.name + ".", [["Đóng", true, true]], answer.body.findings ? told(answer.body.findings) : make("p", {}, trouble(answer)));
      return null;
    };
    const first = await look({});
    if (!first) return;
    const rows = (this.form.get(path) || []).filter((row) => Object.keys(row || {}).length);
    const chosen = await choose(field.title, file.name, first, rows.length, guarded(look));
    if (chosen) this.form.take(path, chosen.rows, chosen.replace);
  }

  reveal() {
    this.form.showAll = true;
    this.form.mark();
    this.summarize();
    this.summary.focus({ preventScroll: true });
    this.summary.scrollIntoView({ block: "center", behavior: "instant" });
  }

  async check() {
    clearTimeout(this.judging);
    const answer = await ask("POST", "/api/judge", this.sent());
    if (!answer.ok) return toast(trouble(answer));
    this.form.showAll = true;
    this.judged(answer.body.findings, answer.body.asides);
    this.reveal();
  }

  word(draft) {
    return this.take("/api/word", draft);
  }

  async take(path, draft) {
    const answer = await ask("POST", path, { ...this.sent(), draft });
    if (answer.file) {
      download(answer.file, answer.name);
      return toast("Đã tạo " + answer.name + ". Tệp nằm trong thư mục tải về của trình duyệt.");
    }
    if (answer.body.error) return toast(answer.body.error);
    await this.check();
  }

  // Files

  /** Keeps files with the draft, then names them in the field. A source is a file, or `{ from, title }`. */
  async attach(field, path, sources) {
    if (!(await this.ready())) return;
    const names = [], wrong = [];
    for (const source of sources) {
      const name = source.size > field.files.most
        ? void wrong.push("Tệp «" + source.name + "» lớn hơn " + (field.files.most >> 20) + " MB.")
        : await this.keepFile(path, source, wrong);
      if (name) names.push(name);
    }
    if (!names.length && !wrong.length) return;
    this.form.named(field, path, names, wrong);
    // The content of a file may be another under the same name.
    this.changed();
    await this.save();
  }

  /** There is a draft to keep files with. */
  async ready() {
    this.paused = null;
    if (!this.id) this.dirty = true;
    await this.save();
    if (this.id && !this.paused) return true;
    toast("Tệp được giữ cùng bản nháp: hãy lưu bản nháp rồi chọn tệp lại.");
    return false;
  }

  async keepFile(path, source, wrong) {
    const asked = { field: pointer(path), from: source.from, consent: this.consent };
    const name = source.name || source.title;
    for (;;) {
      const answer = await ask("POST", "/api/drafts/" + this.id + "/files", bundle(asked, source.from ? [] : [source]), BYTES);
      if (answer.ok) {
        this.files = answer.body.files;
        return answer.body.name;
      }
      if (answer.body.reason === "exists") {
        asked.clash = await question("Đã có tệp «" + answer.body.name + "» với nội dung khác.", [["Thay tệp cũ", "replace", true], ["Giữ cả hai", "both"], ["Thôi", null]]);
        if (!asked.clash) return null;
      } else if (answer.body.reason === "secret") {
        asked.consent = await askKeep(name);
        if (!asked.consent) return null;
      } else {
        wrong.push(trouble(answer));
        return null;
      }
    }
  }

  /** Lets the clerk choose among drafts of the type that the field names. */
  async fromDrafts(field, path) {
    const answer = await ask("GET", "/api/drafts");
    if (!answer.ok) return toast(trouble(answer));
    const { many, kind, title } = field.files;
    const drafts = answer.body.drafts.filter((draft) => draft.kind === kind && draft.id !== this.id);
    if (!drafts.length) return void (await question("Chưa có bản nháp nào khác của loại «" + (title || kind) + "».", [["Đóng", true, true]]));
    const boxes = drafts.map((draft, nth) => make("input", { type: many ? "checkbox" : "radio", name: "ban-nhap", value: draft.id, checked: drafts.length === 1 && nth === 0 }));
    const lines = drafts.map((draft, nth) => make("li", {}, make("label", { class: "choice" }, boxes[nth], " " + titled(draft),
      make("small", {}, "lưu lúc " + hour(draft.saved) + " ngày " + day(draft.saved)))));
    const words = many ? "Lấy những bản nháp nào? Mỗi bản được chép thành một tệp, đúng như lúc này." : "Lấy bản nháp nào? Bản ấy được chép thành tệp, đúng như lúc này.";
    const go = await question(words, [["Lấy", true, true], ["Thôi", false]], make("ul", { class: "drafts" }, ...lines));
    const chosen = drafts.filter((_, nth) => boxes[nth].checked);
    if (go && chosen.length) await this.attach(field, path, chosen.map((draft) => ({ from: draft.id, title: titled(draft) })));
  }

  /** Keeps what was opened with the data. */
  async unpack() {
    const given = this.given;
    this.given = null;
    const asked = { consent: this.consent };
    for (;;) {
      const answer = await ask("POST", "/api/drafts/" + this.id + "/open", bundle(asked, given), BYTES);
      if (answer.ok) this.files = answer.body.files;
      else if (answer.body.reason === "secret" && (asked.consent = await askKeep(given.map((file) => file.name).join(", ")))) continue;
      else if (answer.body.reason !== "secret") toast(trouble(answer));
      break;
    }
    this.form.redraw();
    this.judge();
    this.preview.changed();
  }

  // Drafts

  /** Saves what changed; one save at a time. */
  async save() {
    while (this.busy) await this.busy;
    if (this.paused || !this.dirty) return;
    this.busy = this.send();
    await this.busy;
    this.busy = null;
  }

  /** Ctrl+S: asks again where the user chose not to save. */
  async keep() {
    this.paused = null;
    // Of what was made out of another nothing is kept yet.
    this.dirty ||= Boolean(this.copyOf);
    if (this.dirty) await this.save();
    else status(this.id ? "Đã lưu, không có gì mới" : "Chưa điền gì để lưu");
  }

  async send() {
    const edits = this.edits;
    try {
      const sent = { id: this.id, version: this.version, data: this.data, consent: this.consent, copy_of: this.copyOf };
      const answer = await ask("POST", "/api/drafts", sent);
      if (answer.ok) {
        this.version = answer.body.version;
        this.copyOf = undefined;
        if (!this.id) {
          this.id = answer.body.id;
          if (open === this) history.replaceState(null, "", "#/nhap/" + this.id);
        }
        this.dirty = this.edits !== edits;
        if (this.given) await this.unpack();
        if (!this.dirty) status("Đã lưu lúc " + hour(Date.now()));
      } else if (answer.body.reason === "secret") this.askSecret();
      else if (answer.body.reason === "changed") this.askChanged();
      else this.failed(trouble(answer));
    } catch (error) {
      this.failed(error.message);
    }
  }

  failed(words) {
    status("Chưa lưu được. " + words, true);
    this.saving ??= setTimeout(() => { this.saving = null; this.save(); }, 3000);
  }

  pause(why, words, ...buttons) {
    this.paused = why;
    const button = ([title, action]) => make("button", { type: "button", onclick: guarded(async () => {
      this.banner.replaceChildren();
      await action();
    }) }, title);
    this.banner.replaceChildren(make("div", { class: "banner", role: "alert" }, make("p", {}, words), make("div", { class: "buttons" }, ...buttons.map(button))));
  }

  askSecret() {
    status("Không tự lưu: văn bản có độ mật", true);
    const resume = async () => { this.consent = true; this.paused = null; await this.save(); };
    const drop = async () => {
      const id = this.id;
      Object.assign(this, { id: undefined, version: undefined, files: [] });
      if (id) await ask("DELETE", "/api/drafts/" + id);
      history.replaceState(null, "", "#/moi/" + this.data.loai);
      toast("Không còn bản nháp nào của văn bản này trên máy. Hãy tải dữ liệu về trước khi đóng trang.");
    };
    this.pause("secret", "Văn bản có độ mật nên không tự lưu bản nháp. Lưu bản nháp trên máy này?", ["Lưu bản nháp", resume],
      this.id ? ["Không lưu, xóa bản nháp đã có", drop] : ["Không lưu", async () => {}]);
  }

  askChanged() {
    status("Chưa lưu", true);
    const copy = async () => { Object.assign(this, { copyOf: this.id, id: undefined, version: undefined, paused: null }); await this.save(); };
    const other = async () => { this.dirty = false; location.reload(); };
    this.pause("changed", "Bản nháp này vừa được sửa ở một cửa sổ khác.", ["Lưu phần đang soạn thành bản nháp khác", copy], ["Mở bản ở cửa sổ kia", other]);
  }
}

/** Whether a file with a mark of secrecy may be kept, asked each time. */
const askKeep = (name) => question("Tệp «" + name + "» có độ mật. Giữ trên máy này cùng bản nháp?", [["Không giữ", false, true], ["Giữ", true]]);

/** What a draft is called. */
const titled = (draft) => draft.title || "(chưa có trích yếu)";

/** The values as a data file; with the files that they name, an archive. */
async function yaml({ data, id }) {
  const answer = await ask("POST", "/api/yaml", { data, id });
  if (!answer.ok) return toast(trouble(answer));
  if (answer.file) download(answer.file, answer.name);
  else download(new Blob([answer.body.yaml], { type: "application/yaml" }), data.loai + ".yaml");
}

async function work(id, draft) {
  const answer = await ask("GET", "/api/form/" + encodeURIComponent(id));
  if (!answer.ok) {
    // The type may be gone; what was typed is not.
    const rescue = make("button", { type: "button", onclick: guarded(() => yaml(draft)) }, "Tải dữ liệu");
    return show("Không mở được", make("h1", {}, "Không mở được biểu mẫu"), make("p", { class: "wrong" }, trouble(answer)),
      make("p", { class: "buttons" }, draft.id || draft.loaded ? rescue : null, make("a", { class: "button", href: "#/" }, "Về trang đầu")));
  }
  open = new Work(answer.body, draft);
  if (draft.loaded) open.changed();
  if (draft.given) await open.save();
  if (draft.unused?.length) toast("Văn bản không nêu tên nên không dùng: " + draft.unused.join(", ") + ".");
}

/** What is kept under a path of drafts; nothing when that is said not to be there. */
async function kept(path) {
  const answer = await ask("GET", "/api/drafts/" + path);
  if (answer.ok) return answer;
  show("Không mở được", make("h1", {}, "Không mở được bản nháp"), make("p", { class: "wrong" }, trouble(answer)), make("a", { href: "#/" }, "Về trang đầu"));
}

async function draft(id) {
  const answer = await kept(encodeURIComponent(id));
  if (!answer) return;
  await work(answer.body.data.loai, { id, version: answer.body.version, data: answer.body.data, files: answer.body.files });
  status("Đã mở bản nháp");
}

/** A new paper out of a draft. It is stored when something is changed, so that a look leaves nothing behind. */
async function anew(id) {
  const answer = await kept(encodeURIComponent(id) + "/new");
  if (!answer) return;
  const { data, left, comments, files } = answer.body;
  if (comments && !(await question("Bản nháp có " + comments + " dòng ghi chú (sau dấu #). Văn bản mới sẽ không có các ghi chú đó; bản nháp không bị sửa.", [["Làm tiếp", true, true], ["Thôi", false]]))) return location.replace("#/");
  const made = "Làm từ bản nháp «" + titled({ title: data.trich_yeu }) + "»; bản đó giữ nguyên." + (left.length ? " Không lấy sang (mỗi văn bản một khác): " + left.join(", ") + "." : "");
  await work(data.loai, { data, files, copyOf: id, made });
  if (open) status("Văn bản mới, chưa lưu");
}

// The organisation

async function organisation() {
  const answer = await ask("GET", "/api/organisation");
  if (!answer.ok) return show("Thông tin cơ quan", make("h1", {}, "Thông tin cơ quan"), make("p", { class: "wrong" }, trouble(answer)));
  const { comments, data } = answer.body;
  const summary = make("div", { tabindex: "-1" });
  let timer;
  const form = new Form(answer.body, data, {
    changed: () => {
      open.dirty = true;
      status("Chưa lưu thông tin cơ quan");
      clearTimeout(timer);
      timer = setTimeout(guarded(() => send(false)), 400);
    },
    done: toast,
  });
  open = { dirty: false, save: guarded(() => send(true)) };
  const send = async (save) => {
    if (save && comments && !(await question("Tệp co-quan.yaml hiện có " + comments + " dòng ghi chú (sau dấu #); lưu từ trang này sẽ mất các ghi chú đó.", [["Lưu", true, true], ["Thôi", false]]))) return;
    const said = await ask("POST", "/api/organisation", { data, save });
    if (!said.ok) return toast(trouble(said));
    form.showAll ||= save;
    form.judged(said.body.findings, {});
    if (said.body.saved) {
      open.dirty = false;
      status("Đã lưu lúc " + hour(Date.now()));
      summary.className = "";
      summary.replaceChildren();
      toast("Đã lưu. Mọi văn bản sẽ dùng thông tin này.");
    } else if (save) {
      summary.className = "summary";
      summary.replaceChildren(make("h2", {}, "Chưa lưu: có chỗ phải sửa"), make("ul", {}, ...said.body.findings.map((finding) =>
        make("li", {}, make("a", { href: "#", onclick: (event) => { event.preventDefault(); form.focus(finding.pointer); } }, finding.message)))));
      summary.focus();
    }
  };
  show("Thông tin cơ quan", make("h1", {}, "Thông tin cơ quan"),
    make("p", { class: "quiet" }, "Ghi một lần, dùng cho mọi văn bản. Mục nào văn bản ghi riêng thì theo văn bản."),
    make("div", { class: "bar" }, make("button", { type: "button", class: "main", onclick: open.save }, "Lưu")), summary, form.element);
}

// Ways

/** Runs an action; trouble with the server is said. */
function guarded(action) {
  return async (...given) => {
    try {
      return await action(...given);
    } catch (error) {
      if (!(error instanceof Gone)) console.error(error);
      status(error.message, true);
      toast(error.message);
    }
  };
}

let leaving = false;
const route = guarded(async () => {
  const [, way = "", id = ""] = location.hash.split("/");
  if (location.hash && !location.hash.startsWith("#/")) return;
  if (open?.dirty && open instanceof Work && !open.paused) await open.save();
  if (open?.dirty && !leaving) {
    leaving = true;
    const go = await question("Những gì vừa điền chưa được lưu. Rời trang này?", [["Ở lại", false, true], ["Rời trang", true]]);
    if (!go) { history.back(); setTimeout(() => { leaving = false; }, 100); return; }
  } else if (leaving) return;
  leaving = false;
  if (open instanceof Work) { clearTimeout(open.saving); clearTimeout(open.judging); open.preview.halt(); }
  open = null;
  $("toast").replaceChildren();
  status("");
  if (way === "moi") {
    const given = pending;
    pending = null;
    const name = decodeURIComponent(id);
    await work(name, given ? { ...given, loaded: true } : { data: { loai: name } });
  } else if (way === "nhap") await draft(decodeURIComponent(id));
  else if (way === "tu") await anew(decodeURIComponent(id));
  else if (way === "co-quan") await organisation();
  else await start();
});

window.addEventListener("hashchange", route);
window.addEventListener("beforeunload", (event) => { if (open?.dirty) event.preventDefault(); });
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    event.preventDefault();
    (open?.keep ?? open?.save)?.call(open);
  }
});
$("skip").addEventListener("click", (event) => { event.preventDefault(); main.focus(); });
// A file that misses its place does not replace the page.
for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault());
route();
