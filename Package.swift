// swift-tools-version: 6.2
// SPDX-License-Identifier: GPL-2.0-only
import PackageDescription

let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

/// What runs in the guest, where every instruction costs tens of the host's, or keeps a guest waiting.
let optimized: [SwiftSetting] = [.unsafeFlags(["-O"])]

let package = Package(
  name: "usbfs-conformance",
  products: [
    .executable(name: "usbfs-conformance", targets: ["usbfs-conformance"]),
    .executable(name: "usbfs-clauses", targets: ["usbfs-clauses"]),
    .executable(name: "usbfs-ktap", targets: ["usbfs-ktap"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.6.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
  ],
  targets: [
    .systemLibrary(name: "CUSBFS"),
    .systemLibrary(name: "CLibUSB", pkgConfig: "libusb-1.0", providers: [.apt(["libusb-1.0-0-dev"])]),
    .systemLibrary(
      name: "CUSBRedirParser", pkgConfig: "libusbredirparser-0.5",
      providers: [.apt(["libusbredirparser-dev"])]),
    .target(name: "USBFS", dependencies: ["CUSBFS", system], swiftSettings: optimized),
    .target(name: "Clauses"),
    .target(name: "GuestProtocol", swiftSettings: optimized),
    .target(name: "DeviceControl", swiftSettings: optimized),
    .target(
      name: "EmulatedDevice", dependencies: ["CUSBRedirParser", "DeviceControl", system],
      swiftSettings: optimized),
    .target(
      name: "Rig", dependencies: ["USBFS", "CUSBFS", "Clauses", "DeviceControl", "GuestProtocol", system],
      swiftSettings: optimized),
    .target(name: "Reporting", dependencies: ["Clauses", "GuestProtocol", system]),
    .target(
      name: "KernelLab",
      dependencies: ["EmulatedDevice", "GuestProtocol", system, subprocess],
      resources: [
        .embedInCode("Guests/guest-init"), .embedInCode("Guests/guest-rig"),
        .embedInCode("Guests/image-init"),
        .embedInCode("Kernels/instrumented.config"),
      ]),
    .target(
      name: "Runner", dependencies: ["KernelLab", "Reporting", "Clauses", "GuestProtocol", system],
      exclude: ["unreached.txt"]),
    .executableTarget(
      name: "usbfs-conformance",
      dependencies: [
        "Runner", "KernelLab", "Reporting", "Clauses", system,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // The clauses are a plain target, not a test target, for one reason: SwiftPM links every test target
    // of a package into one bundle together with XCTest and Foundation, and the guest should carry neither.
    // `usbfs-clauses` is the same tests behind the same command line, alone; the test targets below link
    // them too, so `swift test` on a rig runs them.
    .target(
      name: "ConformanceTests",
      dependencies: [
        "Rig", "USBFS", "CUSBFS", "CLibUSB", "Clauses", "DeviceControl", "GuestProtocol", system,
      ],
      path: "Tests/ConformanceTests", swiftSettings: optimized),
    .executableTarget(name: "usbfs-clauses", dependencies: ["ConformanceTests"]),

    // The supervisor of an image that no host supervises. It shares the verdicts with the command line, and is as
    // small as can be: no Foundation but its essentials.
    .executableTarget(
      name: "usbfs-ktap", dependencies: ["Reporting", "Rig", "Clauses", "GuestProtocol"],
      swiftSettings: optimized),

    // Shows how far the project's own tests are: `make test`.
    .executableTarget(name: "test-progress", dependencies: [subprocess, system]),

    // Tests that do what none should, for the proof of the harness. A test target that depended on them would run
    // them here.
    .executableTarget(name: "BadClauses", path: "Tests/BadClauses"),
    // Programs of others that judge what this one writes.
    .target(name: "Validators", path: "Tests/Validators"),
    .testTarget(name: "GuestProtocolTests", dependencies: ["GuestProtocol"]),
    .testTarget(name: "ClausesTests", dependencies: ["Clauses", subprocess, system]),
    .testTarget(
      name: "ReportingTests", dependencies: ["Reporting", "Clauses", "GuestProtocol", "Validators", system],
      resources: [.copy("Recorded")]
    ),
    .testTarget(
      name: "KernelLabTests",
      dependencies: [
        "KernelLab", "Runner", "Reporting", "Clauses", "GuestProtocol", "ConformanceTests",
        "usbfs-conformance", "usbfs-clauses", "usbfs-ktap", "test-progress", "Validators", subprocess, system,
      ]),
    .testTarget(
      name: "RunnerTests",
      dependencies: ["Runner", "KernelLab", "Reporting", "Clauses", "GuestProtocol", system]),
    .testTarget(
      name: "EmulatedDeviceTests",
      dependencies: ["EmulatedDevice", "DeviceControl", "CUSBRedirParser", system],
      resources: [.copy("Recorded")]),
    .testTarget(name: "GadgetTests", dependencies: [subprocess]),
  ],
  swiftLanguageModes: [.v6]
)
