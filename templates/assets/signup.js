// Suggests the web address from the company's name, and says how strong the password is. The server decides.
(() => {
  const field = (id) => document.getElementById(id);
  const company = field("company"), slug = field("slug"), password = field("password"), told = field("strength");
  let own = slug.value !== "";
  slug.addEventListener("input", () => { own = slug.value !== ""; });
  company.addEventListener("input", () => {
    if (own) return;
    // Chinese names give no letters: then the field stays empty for the person to fill.
    const plain = company.value.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
    slug.value = plain.length > 2 ? plain.slice(0, 40).replace(/-+$/, "") : "";
  });
  password.addEventListener("input", () => {
    const text = password.value, kinds = new Set(text).size;
    const key = text.length < 10 || kinds < 5 ? "weak" : text.length >= 14 && kinds >= 8 ? "strong" : "fair";
    told.textContent = text ? told.dataset[key] : "";
  });
})();
