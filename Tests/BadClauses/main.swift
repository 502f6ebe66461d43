import Testing

// Stands in for usbfs-clauses in the tests of the harness, with the same entry point.
await Testing.__swiftPMEntryPoint() as Never
