"use strict";
// Filters the matrix and the hosts below it by status, severity, role and text. Without it, everything is shown.
(() => {
  const byId = (id) => document.getElementById(id);
  const table = byId("matrix");
  if (!table) return;
  const fields = ["text", "status", "severity", "role"].map((name) => byId("filter-" + name));
  const heads = [...table.tHead.rows[0].cells].slice(1);
  const rows = [...table.tBodies[0].rows];
  const cells = rows.map((row) => [...row.cells].slice(1));
  const kinds = cells.map((row) => row.map((cell) => cell.className));
  const checks = heads.map((head) => head.textContent.toLowerCase());
  const names = rows.map((row) => (row.cells[0].textContent + " " + row.dataset.about).toLowerCase());
  const hosts = [...document.querySelectorAll("article.host")];
  const items = hosts.map((host) => [...host.querySelectorAll("li[data-kind]")]);
  const shown = byId("shown");

  const fits = (kind, status, severity) =>
    (!status || status.includes(kind[0])) && (!severity || severity === kind[1]);

  function apply() {
    const [text, status, severity, role] = fields.map((field) => field.value.trim());
    const words = text.toLowerCase();
    const named = checks.map((check) => check.includes(words));
    const columns = heads.map(() => false);
    let left = 0;
    const chosen = rows.map((row, i) => {
      if (role && row.dataset.role !== role) return null;
      const whole = names[i].includes(words);
      const found = kinds[i].map((kind, j) => Boolean(kind) && (whole || named[j]) && fits(kind, status, severity));
      const any = found.includes(true);
      if (!any && !(whole && !status && !severity)) return null;
      found.forEach((fit, j) => { if (fit) columns[j] = true; });
      left += 1;
      return found;
    });
    heads.forEach((head, j) => { head.hidden = !columns[j]; });
    rows.forEach((row, i) => {
      row.hidden = hosts[i].hidden = !chosen[i];
      if (!chosen[i]) return;
      cells[i].forEach((cell, j) => {
        if (cell.hidden === columns[j]) cell.hidden = !columns[j];
        const name = kinds[i][j] && !chosen[i][j] ? kinds[i][j] + " off" : kinds[i][j];
        if (cell.className !== name) cell.className = name;
      });
      const whole = names[i].includes(words);
      items[i].forEach((item) => {
        item.hidden = !(whole || item.querySelector("code").textContent.includes(words)) || !fits(item.dataset.kind, status, severity);
      });
    });
    const all = left === rows.length && columns.every(Boolean);
    shown.textContent = all ? shown.dataset.all : shown.dataset.some
      .replace("{hosts}", left).replace("{all}", rows.length).replace("{checks}", columns.filter(Boolean).length);
  }

  let waiting = 0;
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(apply, 150); };
  fields.forEach((field) => field.addEventListener(field.type === "search" ? "input" : "change", soon));
  byId("filter-reset").addEventListener("click", () => {
    fields.forEach((field) => { field.value = ""; });
    apply();
    fields[0].focus();
  });
  byId("filters").hidden = false;
  shown.textContent = shown.dataset.all;
})();
