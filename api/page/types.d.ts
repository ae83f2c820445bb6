/* The nouns of the page, as tsc reads them; the browser never loads this file. */
import type { Map as GlMap, LngLatBoundsLike } from "maplibre-gl";
import type { Geometry } from "geojson";

declare global {
  /** MapLibre GL, from its own script. */
  const maplibregl: typeof import("maplibre-gl");
  /** PMTiles, from its own script, which is loaded where a base map needs it. */
  const pmtiles: typeof import("pmtiles");
}

export type Lang = "zh" | "en";
export type Theme = "light" | "dark" | "contrast";
export type Role = "viewer" | "planner" | "approver" | "admin";
export type Tool =
  | "pan" | "select" | "lasso" | "brush" | "group" | "building" | "line" | "places";
export type Severity = "error" | "warning" | "note";
export type Point = [number, number];
export type Fields = Record<string, string | number | null | undefined>;
export type Translate = (key: string, fields?: Fields) => string;

export interface Caller { actor: string; role: Role; scopes: string[] }

export interface VersionShort {
  id: number; plan: string; plan_id: number; scope: string; number: number;
  parent: number | null; parent_edit: number | null; state: string; head: number;
  levels: string[]; actor: string; at: string;
  in_force_from: string | null; in_force_to: string | null;
}

export interface Version extends VersionShort {
  etag: string; communities: number; households: number; rows: number;
  zones: Record<string, number>; findings: Record<Severity, number>;
}

export interface Plan {
  id: number; name: string; scope: string; versions: number;
  newest: VersionShort; in_force: VersionShort | null;
}

export interface Zone {
  code: string; name: string; kind: string; community: string; parent: string;
  households: number; units: number; mean_m: number | null; max_m: number | null;
  status: string; colour: number; locked: boolean;
  fewest: number | null; most: number | null;
  lon: number; lat: number; west: number; south: number; east: number; north: number;
}

/** What GET /versions/{v}/zones answers. */
export interface ZonesAnswer {
  version: number; head: number; etag: string; level: string; is_whole: boolean;
  gone: string[];
  columns: { [name in keyof Zone]: Zone[name][] };
  shapes: (Geometry | null)[] | null;
  communities: { [name in keyof Community]: string[] };
}

/** What edits would make of zones, seen as of an edit of a version. */
export interface Foreseen {
  version: number; head: number;
  /** Zones that would be otherwise in more than a corner of their outline, or are new. */
  drawn: { zone: Zone; shape: Geometry | null }[];
  /** Of those: each edge once. */
  borders: number[][][];
  gone: ReadonlySet<string>;
}

export interface Community { code: string; name: string; kind: string }

export interface Finding {
  rule: string; severity: Severity; where: string; number: number | null;
  limit: number | null; text: string; todo: string;
}

/** A household in no village; the village is the nearest one. */
export interface Unplaced {
  id: string; households: number; lon: number | null; lat: number | null;
  community: string; metres: number | null;
}

export interface Suggestion {
  number: number; says: string; edits: Edit[]; options: unknown; level: string;
  households: number; metres: number; puts_right: Finding[]; brings: Finding[];
}

export interface Advice { findings: Finding[]; suggestions: Suggestion[]; why_none: string }

export type Edit = { operation: string } & Record<string, unknown>;

export interface ZoneSize { households: number; pieces: number; mean_m: number }

export interface ZoneEffect {
  code: string; level: string; was_called: string; called: string;
  before: ZoneSize | null; after: ZoneSize | null;
}

/** What one edit does, as POST /versions/{v}/edits tells it. */
export interface EditEffect {
  edit: Edit; says: string; zones: ZoneEffect[]; moved: number; moved_rows: number;
  metres: number; gone: Finding[]; new: Finding[]; warnings: Finding[];
}

export interface Edited {
  version: number; head: number; etag: string; is_dry: boolean; edits: EditEffect[];
  changes: ZonesAnswer | null;
}

export interface Stepped { version: number; head: number; etag: string; changes: ZonesAnswer | null }

export interface HistoryEvent {
  number: number | null; at: string; actor: string; what: string; named: string[];
  reason: string; undoes: number | null; stands: boolean | null;
}

export interface Tally { rows: number; households: number }

export interface Flow {
  before: Tally; after: Tally; moved: Tally; joined: Tally; left: Tally; new: Tally; gone: Tally;
  recounted: Tally;
}

export interface ZoneChange {
  code: string; name: string; community: string; flow: Flow;
  state: "kept" | "renamed" | "recoded" | "changed" | "new" | "retired";
  went_to: string; old_code: string; old_name: string; old_community: string;
  why: { kind: string; zh: string; en: string }[];
}

export interface HouseholdChange { id: string; old_zone: string; new_zone: string }

/** What GET /versions/{v}/diff/{w} answers. */
export interface Difference {
  old: number; new: number; same: boolean; level: string; total: { flow: Flow };
  communities: { code: string; name: string }[]; zones: ZoneChange[];
  households: { moved: HouseholdChange[] };
}

export interface Comment {
  id: number; zone: string; text: string; actor: string; at: string;
  /** When it was said to be dealt with; null while it is not. */
  resolved: string | null; resolved_by: string | null;
  /** Number of the older version in which it was said; null for the open one. */
  said_in: number | null;
}

export interface Picked {
  units: string[]; households: number; zones: Record<string, number>; points: (Point | null | undefined)[];
  named?: string | null;
  /** By unit, in their order: households, and the code of the zone, "" for none. */
  counts: number[]; at: string[];
}

/** How what is picked now goes together with what was picked before. */
export type Combine = "replace" | "add" | "less";

/** An edit that a planner asked for and that is not saved yet: it is kept until it is, or is let go. */
export interface Kept {
  id: string; version: number;
  /** The edit after which the version was seen. */
  seen: number;
  edits: Edit[]; reason: string; at: string;
  /** What it would do, in words and by zone, as it was told before. */
  says: string[]; zones: ZoneEffect[];
  /** In which zone each unit that moves was seen. */
  from: Record<string, string>;
  why: "sending" | "offline" | "conflict" | "aside" | "refused"; detail: string;
}

/** What others did meanwhile, as a 409 tells it. */
export interface Meanwhile {
  number: number; operation: string; actor: string; at: string; zones: string[];
}

export interface Saving {
  /** What edits would do; null where that cannot be told, which was said. */
  tryOut(edits: Edit[]): Promise<Edited | null>;
  /** Save edits; says whether they are saved now. */
  save(edits: Edit[], how?: { reason?: string; tried?: Edited | null; from?: Record<string, string> }): Promise<boolean>;
  undo(times?: number): Promise<boolean>;
  redo(times?: number): Promise<boolean>;
  /** What is not saved yet, of the open version. */
  kept(): Kept[];
  /** Those of them that are saved as soon as the service is there. */
  waiting(): Kept[];
  retry(kept: Kept): Promise<boolean>;
  letGo(kept: Kept): void;
  on(fn: () => void): () => void;
}

export interface State {
  lang: Lang; theme: Theme; caller: Caller | null;
  /** The plan that is open. */
  plan: Plan | null;
  version: Version | null;
  level: string;
  /** Codes of the zones that are chosen. */
  selected: ReadonlySet<string>;
  picked: Picked | null;
  tool: Tool;
  combine: Combine;
  /** How many requests are under way. */
  busy: number;
  /** How many of them change something. */
  sending: number;
  offline: boolean;
  /** The version that is compared with. */
  other: number | null;
  filter: string;
  findings: Finding[];
  comments: Comment[];
  /** The base map, the lowest layer first. */
  grounds: Ground[];
  /** What keys are called, by which history knows them. */
  names: ReadonlyMap<string, string>;
  /** What the edits that were looked at would make of zones; what it was while it is being saved. */
  foreseen: Foreseen | null;
  isSaving: boolean;
  /** What the map shows besides zones: "households", "labels", "basemap". */
  layers: ReadonlySet<string>;
  /** Which tab of the panel is open: the end of its id. */
  tab: string;
}

/** A layer of the base map. */
export interface Ground {
  /** With {z}, {x} and {y}. */
  squares: string;
  minzoom: number; maxzoom: number;
  /** Names of the layers of vectors in it; null for pictures. */
  layers: string[] | null;
  /** Whose it is. */
  note: string;
}

export interface Store {
  get(): State;
  set(partial: Partial<State>): void;
  on(names: (keyof State)[], fn: (state: State) => void): () => void;
}

export interface Changed {
  /** Codes of zones that are other than before; null for all of them. */
  codes: ReadonlySet<string> | null;
  gone: ReadonlySet<string>;
}

export interface Zones {
  readonly version: number;
  readonly head: number;
  rows(): readonly Zone[];
  get(code: string): Zone | undefined;
  community(code: string): Community | undefined;
  /** Shapes of the zones that the tiles on the map do not have yet. */
  shapes(): ReadonlyMap<string, Geometry>;
  /** Codes that the tiles have and the plan no longer. */
  gone(): ReadonlySet<string>;
  load(answer: ZonesAnswer): void;
  apply(answer: ZonesAnswer): void;
  /** Forget shapes: the tiles are those of this edit. */
  settle(head: number): void;
  on(fn: (changed: Changed) => void): () => void;
}

export interface PlanMap {
  gl: GlMap;
  /** Code of the zone at a pixel of the map, or null. */
  zoneAt(point: { x: number; y: number }): string | null;
  zoomTo(codes: Iterable<string>): void;
  /** Go to households; where the place of one is not known it is left out. */
  zoomToPlaces(places: (Point | null | undefined)[]): void;
  fitAll(): void;
}

export interface Settings {
  version: string; has_store: boolean; needs_key: boolean; upload_bytes: number;
  basemap: string[]; basemap_note: string; reads_pmtiles: boolean;
  /** Of grids, as on paper: their `colour` counts through these. */
  colours: string[];
}

export interface Said { text: string; run: () => void }
export type Tone = "done" | "note" | "warning" | "problem";

export interface AskedField {
  name: string; label: string;
  kind?: "text" | "number" | "date" | "textarea" | "select" | "check" | "password";
  value?: string | number | boolean; help?: string; required?: boolean;
  options?: { value: string; text: string }[];
  min?: number | string; max?: number | string; maxlength?: number;
}

export interface DialogButton { text: string; value: string; tone?: "main" | "danger" }

export interface Dialogs {
  /**
   * Show a dialog with a body of one's own; the value of the button, null for none. With `run` it
   * stays until that is done; nobody is offered a way out of one that must be; it may stand beside
   * what it speaks of.
   */
  open(asked: {
    title: string; body: Node; buttons: DialogButton[]; wide?: boolean; isMust?: boolean;
    beside?: Element; run?: () => Promise<void>;
  }): Promise<string | null>;
  ask(asked: {
    title: string; text?: string; fields: AskedField[]; ok: string; tone?: "main" | "danger";
    isMust?: boolean; run?: (said: Record<string, string | boolean>) => Promise<void>;
  }): Promise<Record<string, string | boolean> | null>;
  confirm(asked: {
    title: string; text?: string; ok: string; danger?: boolean;
  }): Promise<boolean>;
  /** Tell something in passing; a problem, and what shall last, stays until it is closed. */
  told(text: string, how?: { tone?: Tone; action?: Said; isLasting?: boolean }): void;
  /** Tell what went wrong, in its own words. */
  failed(why: unknown): void;
}

export interface Keys {
  /**
   * Name a key for the whole page: "Ctrl+Z", "Escape", "?", "l"; what it does is told by `?`.
   * Keys without Ctrl do nothing while somebody types.
   */
  on(keys: string, told: string, run: () => void): () => void;
  /** Keys with what they do, in the order in which they came. */
  told(): { keys: string; key: string }[];
}

export interface Page {
  state: Store;
  api: Api;
  t: Translate;
  words: Words;
  dialogs: Dialogs;
  keys: Keys;
  zones: Zones;
  settings: Settings;
  /** Set when the map is started, which is before all parts that use it. */
  map: PlanMap;
  /** Ask for everything that `open` needs. */
  fetch(version: number): Promise<[Version | null, ZonesAnswer]>;
  /** Open a version: everything is loaded anew, unless it is under way already. */
  open(version: number, early?: Promise<[Version | null, ZonesAnswer]>): Promise<void>;
  /** Take in what is new in the open version: after an edit, an undo, and what others did. */
  refresh(): Promise<void>;
  signIn(): Promise<void>;
  /** Set when saving is started, which is before all parts that edit. */
  saving: Saving;
  /** Set when selecting is started. */
  drawing: ReturnType<typeof import("./js/drawing.js").createDrawing>;
  /** Set when editing is started. */
  desk: import("./js/edit.js").Desk;
  /** What takes a drawing before it picks households; says whether it took it. */
  onDrawn?: (tool: Tool, drawn: import("./js/drawing.js").Drawn) => boolean;
  /** Begin a plan where there is none yet, or look on at the work that is under way. */
  begin(): void;
  /** Begin a new version of the open one, from new files. */
  redraw(): void;
}

export interface Words {
  t: Translate;
  set(lang: Lang): Promise<void>;
  /** Fill in the sentences of elements with data-t and data-t-label. */
  fill(root: ParentNode): void;
}

export interface Problem extends Error {
  status: number; title: string; detail: string; body: any;
}

export type Api = ReturnType<typeof import("./js/api.js").createApi>;
export type { GlMap, LngLatBoundsLike, Geometry };
