using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Vql.Dashboard.Configuration;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Dashboard;

/// <summary>Tests of the login by OpenID Connect.</summary>
public sealed class OidcTests(PostgresServer server) : IAsyncLifetime
{
    private readonly RecordedRows _rows = new(server);
    private ScriptedProvider _provider = null!;
    private RunningDashboard _dashboard = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _rows.InitializeAsync();
        _provider = await ScriptedProvider.StartAsync();
        _dashboard = await RunningDashboard.StartAsync(
            _rows.ConnectionString, new Uri("http://127.0.0.1:9"), $"--DASHBOARD_OIDC_AUTHORITY={_provider.Url}",
            "--DASHBOARD_OIDC_CLIENT_ID=vql-dashboard", "--DASHBOARD_OIDC_ROLE_CLAIM=groups",
            "--DASHBOARD_OIDC_OPERATOR_ROLE=search-operators", "--DASHBOARD_OIDC_READER_ROLE=search-readers");
    }

    public async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _provider.DisposeAsync();
        await _rows.DisposeAsync();
    }

    [Theory]
    [InlineData("operator", "everyone", "search-operators", "search-readers")]
    [InlineData("reader", "everyone", "search-readers")]
    public async Task Login_OfAUserWithARole_HasTheNameAndTheRole(string role, params string[] groups)
    {
        (_provider.Claims["groups"], _provider.Claims["name"]) = (groups, "Ada Lovelace");
        Assert.Equal("/", await LogInAsync());
        Assert.Contains($"Log out Ada Lovelace ({role})", await _dashboard.GetAsync("/"), StringComparison.Ordinal);

        var answer = await _dashboard.PostAsync(
            "/switches", "/switches/set", ("name", "hedge_percent"), ("value", "1"), ("reason", "why"));
        Assert.Equal(role == "operator", answer == "/switches?done=set");
        Assert.Equal(
            role == "operator", (await _dashboard.GetAsync("/audit")).Contains("<td>Ada Lovelace (", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Login_OfAUserWithoutARole_IsRefused()
    {
        _provider.Claims["groups"] = (string[])["everyone", "operator"];
        Assert.Equal("/login?failed=role", await LogInAsync());
        Assert.Contains("contains neither of the roles", await _dashboard.GetAsync("/login?failed=role"), StringComparison.Ordinal);
        using var page = await _dashboard.Client.GetAsync("/", Token);
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
    }

    [Fact]
    public async Task Login_WithAForgedToken_IsRefused()
    {
        _provider.Claims["groups"] = "search-operators";
        _provider.ForgesTokens = true;
        Assert.Equal("/login?failed=oidc", await LogInAsync());
        using var page = await _dashboard.Client.GetAsync("/", Token);
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
    }

    [Fact]
    public async Task Login_WithoutTheProvider_SaysSo_AndTokensAreAccepted()
    {
        await _provider.DisposeAsync();
        Assert.Contains("id=\"oidc\"", await _dashboard.GetAsync("/login"), StringComparison.Ordinal);
        using var response = await _dashboard.Client.GetAsync("/login/oidc", Token);
        Assert.Equal("/login?failed=oidc", response.Headers.Location?.ToString());
        Assert.Contains("The provider did not confirm", await _dashboard.GetAsync("/login?failed=oidc"), StringComparison.Ordinal);
        await _dashboard.LogInAsync();
        Assert.Contains("(operator)", await _dashboard.GetAsync("/"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DASHBOARD_OIDC_CLIENT_ID has no effect", "CLIENT_ID=dashboard")]
    [InlineData("DASHBOARD_OIDC_CLIENT_ID is missing", "AUTHORITY=https://login.example.com")]
    [InlineData("DASHBOARD_OIDC_AUTHORITY must be", "AUTHORITY=http://login.example.com", "CLIENT_ID=dashboard")]
    [InlineData("must differ", "AUTHORITY=https://login.example.com", "CLIENT_ID=dashboard", "READER_ROLE=operator")]
    public void Options_ThatAreNotValid_AreReported(string fault, params string[] settings)
    {
        var failures = Assert.Throws<OptionsValidationException>(() => Read(settings)).Failures;
        Assert.Contains(failures, failure => failure.Contains(fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Options_WithAProvider_NeedNoToken()
    {
        var options = Read("AUTHORITY=https://login.example.com", "CLIENT_ID=dashboard");
        Assert.Null(options.OperatorToken);
        Assert.Equal("roles", options.Oidc!.RoleClaim);
    }

    private static DashboardOptions Read(params string[] settings) => DashboardOptions.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2))
            .Select(pair => KeyValuePair.Create($"DASHBOARD_OIDC_{pair[0]}", (string?)pair[1]))).Build());

    // Follows the redirects to the provider and back, as a browser does.
    private async Task<string> LogInAsync()
    {
        using var challenge = await _dashboard.Client.GetAsync("/login/oidc", Token);
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var provider = new HttpClient(handler);
        using var confirmed = await provider.GetAsync(challenge.Headers.Location, Token);
        using var returned = await _dashboard.Client.GetAsync(confirmed.Headers.Location, Token);
        return returned.Headers.Location!.ToString();
    }
}
