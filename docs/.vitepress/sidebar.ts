/** A page of the site, or a group of pages. */
export interface SidebarItem {
  readonly text: string;
  /** The page's path on the site, without its ending. */
  readonly link?: string;
  readonly collapsed?: boolean;
  readonly items?: SidebarItem[];
}

export const sidebar: SidebarItem[] = [];
