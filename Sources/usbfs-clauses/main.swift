import ConformanceTests
import Testing

// The entry point that SwiftPM gives a test bundle: the same options, the same event stream.
ConformanceTests.link()
await Testing.__swiftPMEntryPoint() as Never
