// The bar of filters: what is chosen shows at once, and nothing that is empty stands in the address.

const form = document.getElementById("filters");
const shown = new URLSearchParams(location.search);

function leave(changed) {
  const chosen = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const many = form.querySelectorAll(`input[type=hidden][name="${CSS.escape(name)}"]`).length > 0;
    if (many && changed?.name === name && name in form.elements && value !== changed.value) continue;
    if (value === "" && !wanted(name)) continue;
    chosen.append(name, value);
  }
  for (const name of ["since", "until"]) {
    if (!shown.has("since") && !shown.has("until") && !touched.has("since") && !touched.has("until")) chosen.delete(name);
  }
  const query = chosen.toString();
  location.assign(query ? `${location.pathname}?${query}` : location.pathname);
}

// A value that is empty is one, where somebody chose it: "unknown". The first of a list, which stands for all, isn't.
function wanted(name) {
  const list = form.querySelector(`select[name="${CSS.escape(name)}"]`);
  return list !== null && list.selectedIndex > 0;
}

const touched = new Set();
form.querySelector("button").hidden = true;
form.addEventListener("submit", (event) => { event.preventDefault(); leave(null); });
form.addEventListener("change", (event) => {
  touched.add(event.target.name);
  if (event.target.type === "date" && event.target.value !== "" && !event.target.validity.valid) return;
  leave(event.target);
});
