#include "services/rpc/peer.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/escaping.h"

namespace klik::services {
namespace {

// Made by openssl, which also told its fingerprint. Its key was thrown away.
const std::string kCertificate =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBiTCCAS+gAwIBAgIUUvwWuE3RgSHl4luKlFTOel8zo14wCgYIKoZIzj0EAwIw\n"
    "GjEYMBYGA1UEAwwPcGFydG5lci5leGFtcGxlMB4XDTI2MTEyNTA5MDAyNFoXDTM2\n"
    "MTEyMjA5MDAyNFowGjEYMBYGA1UEAwwPcGFydG5lci5leGFtcGxlMFkwEwYHKoZI\n"
    "zj0CAQYIKoZIzj0DAQcDQgAEKpPR19+OYHfP8eyghJNiCVL/6PxcAlvnEPv4iy+g\n"
    "gH+ybnbGslXe4ANojyv1fjlyxLyeMDW07IryYNJyfubRh6NTMFEwHQYDVR0OBBYE\n"
    "FPl/WboPzLBdkuekdS6qVHlxp0kOMB8GA1UdIwQYMBaAFPl/WboPzLBdkuekdS6q\n"
    "VHlxp0kOMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgK6NtzmTS\n"
    "ZHmuDqDAvjjoGGtpTa7BOQC7gdRAzzkzDM4CIQDDAIBPGqfmX6NeO+wvSyGMlfi8\n"
    "CSVqfTTqVnRJMOCShw==\n"
    "-----END CERTIFICATE-----\n";
constexpr char kFingerprint[] = "8fe92405c04247958d910f1d03a3b93747fb58e7d94faf4cf827710067e72473";

TEST(PeerTest, AThumbprintIsWhatOpensslCallsTheFingerprint) {
  EXPECT_EQ(absl::BytesToHexString(ThumbprintOf(kCertificate)), kFingerprint);
  // The first of a chain is the peer's own.
  EXPECT_EQ(absl::BytesToHexString(ThumbprintOf(kCertificate + kCertificate)), kFingerprint);
}

TEST(PeerTest, WhatIsNoCertificateHasNone) {
  EXPECT_EQ(ThumbprintOf(""), "");
  EXPECT_EQ(ThumbprintOf("-----BEGIN CERTIFICATE-----"), "");
  EXPECT_EQ(ThumbprintOf("-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----"), "");
  EXPECT_EQ(ThumbprintOf("-----END CERTIFICATE----------BEGIN CERTIFICATE-----"), "");
}

}  // namespace
}  // namespace klik::services
