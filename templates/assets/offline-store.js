// What this phone keeps, in one database: checks on their way, their photos, receipts, and what was taken along.
// Serves the pages and the service worker. Every key begins with company and person: nothing is found under another name.
self.shelf = (() => {
  "use strict";
  const NAMES = ["records", "photos", "receipts", "taken", "places"];
  let opened;

  function open() {
    opened ??= idb.openDB("jingjin-phone", 1, {
      upgrade: (base) => NAMES.forEach((name) => base.createObjectStore(name)),
      blocking: (_, __, event) => { opened = undefined; event.target.close(); },
      terminated: () => { opened = undefined; },
    }).catch((fault) => { opened = undefined; throw fault; });
    return opened;
  }
  const get = async (name, key) => (await open()).get(name, key);
  async function all(name, prefix) {
    return (await open()).getAll(name, IDBKeyRange.bound(prefix, `${prefix}\uffff`));
  }
  async function keys(name, prefix) {
    return (await open()).getAllKeys(name, IDBKeyRange.bound(prefix, `${prefix}\uffff`));
  }
  // All of `work` or nothing; resolved only when it is on the disk.
  async function change(names, work) {
    const moves = (await open()).transaction(names, "readwrite", { durability: "strict" });
    const asked = work((name) => moves.objectStore(name));
    // A page that is left at once does not take back what it asked for.
    moves.commit();
    await Promise.all([...asked, moves.done]);
  }
  const put = (name, key, value) => change([name], (of) => [of(name).put(value, key)]);
  const remove = (name, key) => change([name], (of) => [of(name).delete(key)]);
  return { get, all, keys, put, remove, change };
})();
