/// A family of clauses, all about the matter that `title` names. Their ids begin with the raw value.
package enum Family: String, Sendable, Hashable, CaseIterable {
  case cap = "CAP"
  case map = "MAP"
  case own = "OWN"
  case bnd = "BND"
  case zcp = "ZCP"
  case iso = "ISO"
  case str = "STR"
  case unm = "UNM"
  case lif = "LIF"
  case acc = "ACC"
  case frg = "FRG"
  case flt = "FLT"
  case dma = "DMA"
  case ali = "ALI"

  /// The matter of its clauses, in a few words.
  package var title: String {
    switch self {
    case .cap: "the capability bit"
    case .map: "allocation"
    case .own: "whose region it is"
    case .bnd: "containment"
    case .zcp: "zero copy"
    case .iso: "isochronous, nothing leaks"
    case .str: "streams of bulk endpoints"
    case .unm: "munmap while URBs are in flight"
    case .lif: "lifetime"
    case .acc: "accounting"
    case .frg: "fragmentation under memory pressure"
    case .flt: "failures within the kernel"
    case .dma: "on controllers that really do DMA"
    case .ali: "addresses that mean something else now"
    }
  }

  /// Its clauses, in the order of their numbers.
  package var clauses: [Clause] {
    switch self {
    case .cap: Catalogue.cap
    case .map: Catalogue.map
    case .own: Catalogue.own
    case .bnd: Catalogue.bnd
    case .zcp: Catalogue.zcp
    case .iso: Catalogue.iso
    case .str: Catalogue.str
    case .unm: Catalogue.unm
    case .lif: Catalogue.lif
    case .acc: Catalogue.acc
    case .frg: Catalogue.frg
    case .flt: Catalogue.flt
    case .dma: Catalogue.dma
    case .ali: Catalogue.ali
    }
  }
}
