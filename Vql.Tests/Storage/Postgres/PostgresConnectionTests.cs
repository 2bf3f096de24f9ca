using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Npgsql;
using Vql.Storage.Postgres;

namespace Vql.Tests.Storage.Postgres;

public sealed class PostgresConnectionTests
{
    [Fact]
    public void Variables_WithoutAConnectionString_AreUsed()
    {
        var configured = new NpgsqlConnectionStringBuilder(Configured(
            ("PG_DB_HOST", "db.example"), ("PG_DB_PORT", "5433"), ("PG_DB_DATABASE", "leads"), ("PG_DB_USERNAME", "ann"),
            ("PG_DB_PASSWORD", "a;b='c'"), ("PG_DB_SSL", "true")));
        Assert.Equal(("db.example", 5433, "leads", "ann", "a;b='c'", SslMode.Require),
            (configured.Host, configured.Port, configured.Database, configured.Username, configured.Password, configured.SslMode));
    }

    [Fact]
    public void ConnectionString_WithVariables_TakesPrecedence() =>
        Assert.Equal("a", new NpgsqlConnectionStringBuilder(
            Configured(("ConnectionStrings:vqldb", "Host=a"), ("PG_DB_HOST", "b"), ("PG_DB_PORT", "none"))).Host);

    [Fact]
    public void NoSettings_AreRejectedWithBothAlternatives()
    {
        var fault = Assert.Single(Faults());
        Assert.Contains("ConnectionStrings__vqldb", fault, StringComparison.Ordinal);
        Assert.Contains("PG_DB_HOST", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_AllOfThem_AreNamedAtOnce()
    {
        var faults = Faults(("PG_DB_PORT", "70000"), ("PG_DB_SSL", "maybe"), ("PG_DB_DEBUG", "loud"), ("PG_DB_USERNAME", "ann"));
        Assert.Equal(
            ["PG_DB_DATABASE", "PG_DB_DEBUG", "PG_DB_HOST", "PG_DB_PORT", "PG_DB_SSL"],
            faults.Select(fault => fault.Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("postgresql://ann:secret@host/db")]
    [InlineData("Hots=a;Password=secret")]
    [InlineData("Database=a;Password=secret")]
    public void ConnectionString_ThatIsInvalid_IsRejectedWithoutBeingShown(string connectionString)
    {
        var fault = Assert.Single(Faults(("ConnectionStrings:vqldb", connectionString)));
        Assert.StartsWith("ConnectionStrings__vqldb", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault, StringComparison.Ordinal);
    }

    private static string? Configured(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, string? (setting) => setting.Value));
        PostgresConnection.Configure(configuration);
        return configuration.GetConnectionString("vqldb");
    }

    private static IEnumerable<string> Faults(params (string Key, string Value)[] settings) =>
        Assert.Throws<OptionsValidationException>(() => Configured(settings)).Failures;
}
