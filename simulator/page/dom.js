// Small helpers: everything from outside enters the page as text, never as markup.

const WEB_ADDRESS = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/g;

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

export function fromTemplate(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

/** Sets text only when it differs, so that screen readers and selections are left in peace. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function time(moment) {
  return new Date(moment).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
}

/** Gives text in which web addresses can be clicked. */
export function withLinks(text) {
  const fragment = document.createDocumentFragment();
  let end = 0;
  for (const match of text.matchAll(WEB_ADDRESS)) {
    fragment.append(text.slice(end, match.index), link(match[0]));
    end = match.index + match[0].length;
  }
  fragment.append(text.slice(end));
  return fragment;
}

/** Gives a link that opens in a window of its own, with words of ours or the address itself. */
export function link(address, words = address) {
  const made = element("a", "", words);
  made.href = address;
  made.target = "_blank";
  made.rel = "noopener";
  return made;
}
