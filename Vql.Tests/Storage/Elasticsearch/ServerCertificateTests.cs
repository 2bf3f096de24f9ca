using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Vql.Storage.Elasticsearch;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage.Elasticsearch;

public sealed class ServerCertificateTests : IDisposable
{
    private readonly X509Certificate2 _authority = Issue("Cluster", issuer: null);
    private readonly X509Certificate2 _server;

    public ServerCertificateTests() => _server = Issue("node", _authority);

    public void Dispose()
    {
        _authority.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task Fingerprint_OfTheServer_IsTrusted() => Assert.Null(await AskAsync(_server, FingerprintOf(_server)));

    [Fact]
    public async Task Fingerprint_OfAnotherCertificate_IsRejected()
    {
        var failure = await AskAsync(_server, FingerprintOf(_authority));
        Assert.Equal(ElasticsearchFailureKind.Unreachable, failure!.Kind);
        Assert.Contains("certificate", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Fingerprint_OfTheAuthorityThatIssuedIt_IsTrusted()
    {
        Assert.True(IsTrusted(_server, SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.False(IsTrusted(_server, SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNameMismatch));
    }

    [Fact]
    public void Fingerprint_OfAnAuthorityThatIsOnlySentAlong_IsRejected()
    {
        using var impostor = Issue("Cluster", issuer: null);
        using var server = Issue("node", impostor);
        Assert.False(IsTrusted(server, SslPolicyErrors.RemoteCertificateChainErrors));
    }

    [Fact]
    public async Task Certificate_OfAnUnknownAuthority_IsRejectedUnlessVerificationIsOff()
    {
        Assert.NotNull(await AskAsync(_server, fingerprint: null));
        Assert.Null(await AskAsync(_server, fingerprint: null, verify: false));
    }

    // The fingerprint of the CA is pinned, and the server sends the CA's certificate with its own, as Elasticsearch
    // does.
    private bool IsTrusted(X509Certificate2 server, SslPolicyErrors errors)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.ExtraStore.Add(_authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.Build(server);
        var options = new ElasticsearchOptions { CertificateFingerprint = FingerprintOf(_authority) };
        return ServerCertificate.Validation(options)!(this, server, chain, errors);
    }

    private static async Task<ElasticsearchFailure?> AskAsync(X509Certificate2 server, string? fingerprint, bool verify = true)
    {
        await using var node = await ScriptedNode.StartAsync(server);
        using var transport = new HttpTransport(
            new ElasticsearchOptions { Nodes = [node.Url], CertificateFingerprint = fingerprint, VerifyCerts = verify });
        return await new IndexAdmin(transport, TimeProvider.System)
            .CheckHealthAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    private static string FingerprintOf(X509Certificate2 certificate) =>
        Convert.ToHexString(certificate.GetCertHash(HashAlgorithmName.SHA256));

    private static X509Certificate2 Issue(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(issuer is null, hasPathLengthConstraint: false, 0, critical: true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var (from, to) = (TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddHours(1));
        if (issuer is null)
        {
            return WithPersistedKey(request.CreateSelfSigned(from, to));
        }

        using var issued = request.Create(issuer, from, issuer.NotAfter, RandomNumberGenerator.GetBytes(8));
        return WithPersistedKey(issued.CopyWithPrivateKey(key));
    }

    // On some systems, Kestrel does not support ephemeral keys.
    private static X509Certificate2 WithPersistedKey(X509Certificate2 certificate)
    {
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
        }
    }
}
