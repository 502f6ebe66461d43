import Testing

// Stands in for usbfs-clauses in the proof of the harness; the same entry point.
await Testing.__swiftPMEntryPoint() as Never
