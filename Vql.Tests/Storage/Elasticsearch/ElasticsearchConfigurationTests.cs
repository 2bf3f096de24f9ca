using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Vql.Storage.Elasticsearch;

namespace Vql.Tests.Storage.Elasticsearch;

public sealed class ElasticsearchConfigurationTests
{
    private const string Section = "Aspire:Elastic:Clients:Elasticsearch";
    private const string ConnectionString = "ConnectionStrings:elasticsearch";
    private const string Fingerprint = "B5:6E:DB:07:B8:9C:15:A6:B6:41:2C:A7:1D:61:43:71:A2:0F:2F:0C:C0:2F:46:5E:0A:BD:53:2C:0F:6F:10:A0";

    [Fact]
    public void NoSettings_DefaultToTheNodeOnThisMachine() => Assert.Equal([new Uri("http://localhost:9200")], Read().Nodes);

    [Fact]
    public void Variables_OfTheService_AreRead()
    {
        var read = Read(
            ("ELASTICSEARCH_HOST", "search"), ("ELASTICSEARCH_PORT", "9201"), ("ELASTICSEARCH_USERNAME", "ann"),
            ("ELASTICSEARCH_PASSWORD", "a:b,c"),
            ("ELASTICSEARCH_USE_SSL", "true"), ("ELASTICSEARCH_VERIFY_CERTS", "no"), (ConnectionString, "http://other:1"));
        Assert.Equal([new Uri("https://search:9201")], read.Nodes);
        Assert.Equal(("ann", "a:b,c", false), (read.Username, read.Password, read.VerifyCerts));
    }

    [Fact]
    public void Host_WithSeveralNames_IsSeveralNodes() =>
        Assert.Equal(
            [new Uri("http://a:9200"), new Uri("http://10.0.0.2:9200"), new Uri("http://[::1]:9200")],
            Read(("ELASTICSEARCH_HOST", "a, 10.0.0.2,::1")).Nodes);

    [Theory]
    [InlineData("http://ann:p%40ss@a:9200,http://b:9201")]
    [InlineData("http://ann:p%40ss@a:9200;http://ann:p%40ss@b:9201")]
    [InlineData("http://ann:p%40ss@a:9200, http://b:9201")]
    [InlineData("Endpoint='http://ann:p%40ss@a:9200,http://b:9201'")]
    public void ConnectionString_WithSeveralNodes_SharesTheCredentials(string connectionString)
    {
        var read = Read((ConnectionString, connectionString));
        Assert.Equal([new Uri("http://a:9200"), new Uri("http://b:9201")], read.Nodes);
        Assert.Equal(("ann", "p@ss"), (read.Username, read.Password));
    }

    [Fact]
    public void ConnectionString_WithACommaInThePassword_IsOneNode()
    {
        var read = Read((ConnectionString, "http://ann:a,b;c@a:9200"));
        Assert.Equal([new Uri("http://a:9200")], read.Nodes);
        Assert.Equal("a,b;c", read.Password);
    }

    [Fact]
    public void ConnectionString_InElasticsForm_IsRead()
    {
        var read = Read((ConnectionString, $"Endpoint=https://a:9200;ApiKey=a2V5;CertificateFingerprint={Fingerprint}"));
        Assert.Equal([new Uri("https://a:9200")], read.Nodes);
        Assert.Equal(("a2V5", Fingerprint.Replace(":", "", StringComparison.Ordinal)), (read.ApiKey, read.CertificateFingerprint));
    }

    [Theory]
    [InlineData(ConnectionString, "CloudId=name:ZXhhbXBsZS5jb20kYWJjJGRlZg==;ApiKey=a2V5")]
    [InlineData($"{Section}:CloudId", "name:ZXhhbXBsZS5jb20kYWJjJGRlZg==")]
    public void CloudId_OfADeployment_IsItsAddress(string key, string value) =>
        Assert.Equal([new Uri("https://abc.example.com")], Read((key, value)).Nodes);

    [Fact]
    public void Section_WithoutVariablesAndConnectionString_Applies()
    {
        var read = Read(($"{Section}:Endpoint", "http://ann:secret@a:9200"));
        Assert.Equal([new Uri("http://a:9200")], read.Nodes);
        Assert.Equal("ann", read.Username);
        Assert.Equal([new Uri("http://b:9200")], Read(($"{Section}:Endpoint", "http://a:9200"), (ConnectionString, "http://b:9200")).Nodes);
    }

    [Fact]
    public void Faults_AllOfThem_AreNamedAtOnce()
    {
        var faults = Faults(
            ("ELASTICSEARCH_HOST", "a,http://b"), ("ELASTICSEARCH_PORT", "0"), ("ELASTICSEARCH_USERNAME", "ann"),
            ("ELASTICSEARCH_USE_SSL", "maybe"),
            ("ELASTICSEARCH_VERIFY_CERTS", "perhaps"), ("ELASTICSEARCH_API_KEY", "id:key"), ("ELASTICSEARCH_CERTIFICATE_FINGERPRINT", "AB"),
            ($"{Section}:DisableTracing", "maybe"), ($"{Section}:HealthCheckTimeout", "soon"));
        Assert.Equal(
            [
                $"{Section}:DisableTracing", $"{Section}:HealthCheckTimeout", "ELASTICSEARCH_API_KEY", "ELASTICSEARCH_API_KEY",
                "ELASTICSEARCH_CERTIFICATE_FINGERPRINT", "ELASTICSEARCH_CERTIFICATE_FINGERPRINT", "ELASTICSEARCH_HOST",
                "ELASTICSEARCH_PORT", "ELASTICSEARCH_USERNAME", "ELASTICSEARCH_USE_SSL", "ELASTICSEARCH_VERIFY_CERTS",
            ],
            faults.Select(fault => fault.Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("search:9200")]
    [InlineData("http://ann:secret@a:9200,https://b:9200")]
    [InlineData("http://ann:secret@a:9200,http://bob:secret@b:9200")]
    [InlineData("http://ann:secret@a:9200,b:9200")]
    [InlineData("Endpoint=secret")]
    [InlineData("ApiKey=secret")]
    [InlineData("Endpoint=http://a:9200;Password=secret")]
    [InlineData("CloudId=secret")]
    public void ConnectionString_ThatIsInvalid_IsRejectedWithoutBeingShown(string connectionString)
    {
        var fault = Assert.Single(Faults((ConnectionString, connectionString)));
        Assert.Contains(ConnectionString, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_Printed_ShowNoSecrets()
    {
        var read = Read((ConnectionString, "http://ann:secret@a:9200"));
        Assert.Equal("http://a:9200/, user ann", read.ToString());
        Assert.DoesNotContain("a2V5", Read(("ELASTICSEARCH_API_KEY", "a2V5")).ToString(), StringComparison.Ordinal);
    }

    private static ElasticsearchOptions Read(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, string? (setting) => setting.Value)).Build();
        return ElasticsearchConfiguration.Read(configuration, "elasticsearch").Options;
    }

    private static IEnumerable<string> Faults(params (string Key, string Value)[] settings) =>
        Assert.Throws<OptionsValidationException>(() => Read(settings)).Failures;
}
