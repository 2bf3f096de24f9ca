using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Vql.Storage.Elasticsearch;

/// <summary>Validates the certificates of nodes.</summary>
internal static class ServerCertificate
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    /// <summary>Returns the validation callback for the options. Null for the system's validation.</summary>
    public static RemoteCertificateValidationCallback? Validation(ElasticsearchOptions options)
    {
        if (options.CertificateFingerprint is { } hex)
        {
            var fingerprint = Convert.FromHexString(hex);
            return (_, certificate, chain, errors) =>
                certificate is X509Certificate2 server && IsPinned(server, chain, errors, fingerprint);
        }

#pragma warning disable CA5359 // Requested by ELASTICSEARCH_VERIFY_CERTS=false.
        return options.VerifyCerts ? null : (_, _, _, _) => true;
#pragma warning restore CA5359
    }

    // Elasticsearch prints the fingerprint of its CA at the first start. A certificate that the pinned CA issued is therefore
    // valid.
    private static bool IsPinned(X509Certificate2 server, X509Chain? chain, SslPolicyErrors errors, byte[] fingerprint)
    {
        if (Matches(server, fingerprint))
        {
            return true;
        }

        var issuer = chain?.ChainElements.Select(element => element.Certificate)
            .FirstOrDefault(candidate => Matches(candidate, fingerprint));
        if (issuer is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return false;
        }

        // A server can send any certificates. Only a valid chain to the pinned CA proves that the CA issued the server's
        // certificate.
        using var pinned = new X509Chain();
        pinned.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        pinned.ChainPolicy.CustomTrustStore.Add(issuer);
        pinned.ChainPolicy.ExtraStore.AddRange(chain!.ChainElements.Select(element => element.Certificate).ToArray());
        pinned.ChainPolicy.ApplicationPolicy.Add(ServerAuthentication);
        pinned.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return pinned.Build(server);
    }

    private static bool Matches(X509Certificate2 certificate, byte[] fingerprint) =>
        certificate.GetCertHash(HashAlgorithmName.SHA256).AsSpan().SequenceEqual(fingerprint);
}
