// Rows of a list from a file of a spreadsheet: what each column is for, a look at the rows, then
// they are added to the list or take its place. The server reads the file.

import { make } from "/form.js";

const TABLE = "application/octet-stream";

/** Where a finding is: "trang «Số liệu», ô B7". */
function place(finding) {
  if (!finding.cell) return "";
  const what = /^[0-9]/.test(finding.cell) ? "dòng " : "ô ";
  return (finding.sheet ? "Trang «" + finding.sheet + "», " : "") + what + finding.cell + ": ";
}

/** What is wrong with a file, as a list. */
export function told(findings, more = 0) {
  const line = (finding) => make("li", { class: finding.severity }, place(finding) + finding.message,
    finding.hints.length ? make("small", {}, finding.hints.join("; ")) : null);
  return make("ul", { class: "told" }, ...findings.map(line), more ? make("li", {}, "Và " + more + " chỗ nữa.") : null);
}

/** Asks the server to read a file. */
export const read = (ask, asked, file) =>
  ask("POST", "/api/import", new Blob([JSON.stringify({ ...asked, name: file.name }), "\n", file]), TABLE);

/** Lets the clerk look at what was read. Gives { rows, replace }, or null. */
export function choose(title, file, first, count, again) {
  let answer = first, map = {};
  const id = (name) => "bang-" + name;
  const dialog = make("dialog", { class: "wide", "aria-labelledby": id("title") });
  const mapping = make("tbody", {}), preview = make("div", {}), findings = make("div", {});
  const state = make("p", { role: "status", class: "label" });
  const accept = make("button", { type: "button", class: "main" });
  const radio = (value, words, checked) => make("label", { class: "choice" }, make("input", { type: "radio", name: id("how"), value, checked }), " " + words);
  const how = count
    ? make("fieldset", { class: "field" }, make("legend", { class: "label" }, "Danh sách đang có " + count + " dòng"),
      radio("append", "Thêm vào cuối", true), radio("replace", "Thay tất cả", false))
    : null;
  const sheets = answer.sheets.length > 1
    ? make("div", { class: "field" }, make("label", { for: id("sheet") }, "Trang tính"),
      make("select", { id: id("sheet"), class: "narrow" }, ...answer.sheets.map((name, nth) => make("option", { value: nth, selected: nth === answer.sheet }, name))))
    : null;

  let turn = 0, tried = null;
  /** Only the last answer counts; until it is there, nothing can be taken. */
  const ask = async (asked) => {
    const mine = ++turn;
    state.textContent = "Đang đọc…";
    accept.disabled = true;
    const next = await again(asked);
    if (mine !== turn) return;
    if (next) [answer, map] = [next, asked.map];
    // The choice stays under the keys that make it; a new sheet, or no answer, shows what holds.
    if (!next || asked.map !== tried) {
      tried = null;
      columns();
      if (sheets) sheets.querySelector("select").value = answer.sheet;
    }
    show();
  };
  const columns = () => mapping.replaceChildren(...answer.columns.map((column) => {
    const name = "Cột " + column.letters + (column.title ? ", " + column.title : "");
    const select = make("select", { "aria-label": name + " là mục" },
      make("option", { value: "" }, "— không nhập —"),
      ...answer.fields.map((field) => make("option", { value: field.path, selected: field.path === column.path }, field.label + (field.required ? " *" : ""))));
    select.addEventListener("change", async () => {
      // What was chosen before and has no answer yet counts too.
      tried = { ...(tried ?? map), [column.letters]: select.value };
      await ask({ sheet: answer.sheet, map: tried });
    });
    return make("tr", {}, make("th", { scope: "row" }, column.letters), make("td", {}, column.title), make("td", {}, column.samples.join(" · ")), make("td", {}, select));
  }));
  const show = () => {
    const used = answer.fields.filter((field) => answer.columns.some((column) => column.path === field.path));
    const missing = answer.fields.filter((field) => field.required && !used.includes(field));
    const value = (row, field) => {
      const found = field.path.split(".").reduce((at, step) => at?.[step], row);
      return Array.isArray(found) ? found.join("; ") : field.options[found] ?? found ?? "";
    };
    const rows = answer.rows.slice(0, 5).map((row) => make("tr", {}, ...used.map((field) => make("td", { class: field.number ? "figure" : null }, value(row, field)))));
    preview.replaceChildren(...(used.length && rows.length ? [
      make("p", { class: "label" }, "Xem trước" + (answer.rows.length > 5 ? " 5 dòng đầu" : "")),
      make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Xem trước" }, make("table", {},
        make("thead", {}, make("tr", {}, ...used.map((field) => make("th", { scope: "col", class: field.number ? "figure" : null }, field.label)))), make("tbody", {}, ...rows)))] : []));
    const wrong = answer.findings.filter((finding) => finding.severity === "error").length;
    findings.replaceChildren(...(answer.findings.length ? [make("p", { class: "label" }, "Cần xem lại"), told(answer.findings, answer.more)] : []));
    const words = [
      answer.rows.length ? "Đọc được " + answer.rows.length + " dòng." : "Chưa có dòng nào để nhập: hãy chọn cột nào là mục nào.",
      missing.length && "Chưa có cột cho mục bắt buộc: " + missing.map((field) => field.label).join(", ") + ".",
      wrong && wrong + (answer.more ? "+" : "") + " chỗ không đọc được sẽ để trống.",
    ].filter(Boolean);
    state.textContent = words.join(" ");
    accept.textContent = "Nhập " + answer.rows.length + " dòng";
    accept.disabled = !answer.rows.length;
  };
  sheets?.querySelector("select").addEventListener("change", async (event) => {
    tried = null;
    await ask({ sheet: Number(event.target.value), map: {} });
  });
  columns();
  show();
  dialog.append(make("h2", { id: id("title"), tabindex: "-1", autofocus: true }, "Nhập «" + title + "» từ " + file),
    ...[sheets].filter(Boolean), state,
    make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Cột nào là mục nào" }, make("table", {},
      make("thead", {}, make("tr", {}, ...["Cột", "Tên cột trong tệp", "Vài giá trị", "Là mục"].map((words) => make("th", { scope: "col" }, words)))), mapping)),
    preview, findings, ...[how].filter(Boolean),
    make("div", { class: "buttons" }, accept, make("button", { type: "button", onclick: () => dialog.close() }, "Thôi")));
  document.body.append(dialog);
  return new Promise((done) => {
    accept.addEventListener("click", () => {
      const replace = dialog.querySelector("input[value=replace]")?.checked ?? false;
      done({ rows: answer.rows, replace });
      dialog.close();
    });
    dialog.addEventListener("close", () => { dialog.remove(); done(null); });
    dialog.showModal();
  });
}
