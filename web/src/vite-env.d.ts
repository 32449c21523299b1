/// <reference types="vite/client" />

declare module "virtual:emoji" {
  const catalogue: string;
  export default catalogue;
}

declare module "virtual:emoji/en" {
  const words: string;
  export default words;
}

declare module "virtual:emoji/ru" {
  const words: string;
  export default words;
}
