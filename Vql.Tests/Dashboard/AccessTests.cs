using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Vql.Dashboard.Configuration;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Dashboard;

/// <summary>Tests of the login, the roles, and the audit of the dashboard.</summary>
public sealed class AccessTests(PostgresServer server) : IAsyncLifetime
{
    private readonly RecordedRows _rows = new(server);
    private RunningDashboard _dashboard = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _rows.InitializeAsync();
        _dashboard = await RunningDashboard.StartAsync(_rows.ConnectionString, new Uri("http://127.0.0.1:9"));
    }

    public async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _rows.DisposeAsync();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/queries")]
    [InlineData("/sync")]
    [InlineData("/dead-letters")]
    [InlineData("/indexes")]
    [InlineData("/playground")]
    [InlineData("/switches")]
    [InlineData("/audit")]
    public async Task Page_WithoutALogin_RedirectsToIt(string path)
    {
        using var response = await _dashboard.Client.GetAsync(path, Token);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.StartsWith("/login", response.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_WithAToken_IsAcceptedOrRefused()
    {
        using (var refused = await _dashboard.Client.GetAsync("/login/token?t=token-of-nobody", Token))
        {
            Assert.Equal("/login?failed=token", refused.Headers.Location?.ToString());
            Assert.False(refused.Headers.Contains("Set-Cookie"));
        }

        Assert.Contains("The token is not valid.", await _dashboard.GetAsync("/login?failed=token"), StringComparison.Ordinal);
        Assert.Equal(
            "/",
            await _dashboard.PostAsync("/login", "/login/token", ("token", RunningDashboard.ReaderToken), ("name", "Ada")));
        Assert.Contains("Log out Ada (reader)", await _dashboard.GetAsync("/"), StringComparison.Ordinal);
        Assert.Equal("/login", await _dashboard.PostAsync("/", "/logout"));
        using var after = await _dashboard.Client.GetAsync("/", Token);
        Assert.Equal(HttpStatusCode.Redirect, after.StatusCode);
    }

    [Fact]
    public async Task Health_WithoutALogin_Answers()
    {
        using var response = await _dashboard.Client.GetAsync("/alive", Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Reader_NeitherActsNorSeesPersonalData()
    {
        await RunAsync(PageTests.DeadLetter);
        await _dashboard.LogInAsync(RunningDashboard.ReaderToken);
        var uuid = await ReadAsync("select uuid from dead_letters");
        var page = await _dashboard.GetAsync($"/dead-letters?entity=contact&uuid={uuid}");
        Assert.DoesNotContain("Rejected title", page, StringComparison.Ordinal);
        Assert.DoesNotContain("failed to parse", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/dead-letters/drop", page, StringComparison.Ordinal);
        Assert.Contains("/denied", await _dashboard.PostAsync("/", "/dead-letters/drop", ("entity", "contact")), StringComparison.Ordinal);
        Assert.Equal("1", await ReadAsync("select count(*)::text from dead_letters"));
        Assert.Equal("0", await ReadAsync("select count(*)::text from monitoring_audit"));
    }

    [Fact]
    public async Task Operator_RetriesAndDropsADeadLetter_AndBothAreAudited()
    {
        await RunAsync(PageTests.DeadLetter);
        await _dashboard.LogInAsync();
        var uuid = await ReadAsync("select uuid from dead_letters");
        var page = $"/dead-letters?entity=contact&uuid={uuid}";
        var html = await _dashboard.GetAsync(page);
        Assert.Contains("<td>Rejected title</td>", html, StringComparison.Ordinal);
        Assert.Contains("mapper_parsing_exception: failed to parse", html, StringComparison.Ordinal);

        Assert.Equal(
            "/dead-letters?done=retry&count=1",
            await _dashboard.PostAsync(page, "/dead-letters/retry", ("entity", "contact"), ("uuid", uuid)));
        Assert.Equal("1", await ReadAsync("select count(retry_requested_at)::text from dead_letters"));
        Assert.Equal(
            "/dead-letters?done=drop&count=0",
            await _dashboard.PostAsync(page, "/dead-letters/drop", ("entity", "contact"), ("type", "another_exception")));
        Assert.Equal(
            "/dead-letters?done=drop&count=1",
            await _dashboard.PostAsync(page, "/dead-letters/drop", ("entity", "contact"), ("type", "mapper_parsing_exception")));
        Assert.Equal("0", await ReadAsync("select count(*)::text from dead_letters"));

        var audit = await _dashboard.GetAsync("/audit");
        Assert.Contains("<td>retry dead letters</td>", audit, StringComparison.Ordinal);
        Assert.Contains("<td>drop dead letters</td>", audit, StringComparison.Ordinal);
        Assert.Contains("<td>contact, mapper_parsing_exception</td>", audit, StringComparison.Ordinal);
        Assert.Contains("<td>dead letters: 1</td>", audit, StringComparison.Ordinal);
        Assert.Contains("<td>operator</td>", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Action_WithoutTheTokenOfAForm_IsRejected()
    {
        await RunAsync(PageTests.DeadLetter);
        await _dashboard.LogInAsync();
        using var content = new FormUrlEncodedContent([new("entity", "contact")]);
        using var response = await _dashboard.Client.PostAsync("/dead-letters/drop", content, Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("1", await ReadAsync("select count(*)::text from dead_letters"));
    }

    [Theory]
    [InlineData("/audit", "/audit")]
    [InlineData("//example.com", "/")]
    [InlineData("/\\example.com", "/")]
    [InlineData("https://example.com", "/")]
    public async Task Theme_FromAnotherPage_ReturnsToPagesOfTheDashboardOnly(string from, string expected)
    {
        using var response = await _dashboard.Client.GetAsync($"/theme?name=dark&from={Uri.EscapeDataString(from)}", Token);
        Assert.Equal(expected, response.Headers.Location?.ToString());
        Assert.Contains("data-theme=\"dark\"", await _dashboard.GetAsync("/login"), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_ThatAreNotValid_AreAllReported()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["DASHBOARD_READER_TOKEN"] = "short",
            ["DASHBOARD_API_URL"] = "ftp://example.com",
        }).Build();
        var failures = Assert.Throws<OptionsValidationException>(() => DashboardOptions.Read(configuration)).Failures.ToList();
        Assert.Equal(3, failures.Count);
        Assert.DoesNotContain(failures, failure => failure.Contains("\"short\"", StringComparison.Ordinal));
    }

    private async Task RunAsync(string sql)
    {
        await using var command = _rows.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    private async Task<string> ReadAsync(string sql)
    {
        await using var command = _rows.Source.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync(Token))!;
    }
}
