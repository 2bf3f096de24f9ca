using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Vql.Dashboard;

namespace Vql.Tests.Dashboard;

/// <summary>The dashboard, hosted in this process, and a client for it.</summary>
internal sealed partial class RunningDashboard : IAsyncDisposable
{
    public const string OperatorToken = "token-of-operators";
    public const string ReaderToken = "token-of-readers";

    private readonly WebApplication _host;
    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };

    private RunningDashboard(WebApplication host)
    {
        _host = host;
        Client = new HttpClient(_handler) { BaseAddress = new Uri(host.Urls.First()) };
    }

    public HttpClient Client { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts the dashboard. No one is logged in.</summary>
    /// <param name="connectionString">The connection string of the database.</param>
    /// <param name="api">The address of the API.</param>
    /// <param name="more">Further settings, as arguments.</param>
    public static async Task<RunningDashboard> StartAsync(string connectionString, Uri api, params string[] more)
    {
        var host = DashboardHost.Build(
        [
            "--urls", "http://127.0.0.1:0", $"--ConnectionStrings:vqldb={connectionString}", $"--DASHBOARD_API_URL={api}",
            $"--DASHBOARD_OPERATOR_TOKEN={OperatorToken}", $"--DASHBOARD_READER_TOKEN={ReaderToken}", "--Logging:LogLevel:Default=None",
            "--Logging:LogLevel:Microsoft.AspNetCore=None", .. more,
        ]);
        await host.StartAsync(Token);
        return new RunningDashboard(host);
    }

    /// <summary>Logs in with the link of the start.</summary>
    public async Task LogInAsync(string token = OperatorToken)
    {
        using var response = await Client.GetAsync($"/login/token?t={token}", Token);
        Assert.Equal("/", response.Headers.Location?.ToString());
    }

    /// <summary>Returns the HTML of a page.</summary>
    public async Task<string> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path, Token);
        var html = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {response.StatusCode} {html}");
        return WebUtility.HtmlDecode(html);
    }

    /// <summary>Sends a form, with the antiforgery token of the page that contains it.</summary>
    /// <returns>The location of the redirect.</returns>
    public async Task<string> PostAsync(string page, string path, params (string Name, string Value)[] members)
    {
        var html = await GetAsync(page);
        var fields = members.ToDictionary(member => member.Name, member => member.Value);
        fields["__RequestVerificationToken"] = Antiforgery().Match(html).Groups[1].Value;
        using var content = new FormUrlEncodedContent(fields);
        using var response = await Client.PostAsync(path, content, Token);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return response.Headers.Location!.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _handler.Dispose();
        await _host.StopAsync(CancellationToken.None);
        await _host.DisposeAsync();
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Antiforgery();
}
