using System.Net;
using Vql.AppHost.Stack;

namespace Vql.AppHost.Supervision;

/// <summary>
/// Warms up the API so that the first search of a user is fast. Sends searches until the VQL path and the PostgreSQL
/// path have both returned lists and counts of both entities.
/// </summary>
internal sealed class WarmUp(DistributedApplicationModel model, TimeProvider time)
{
    private const string UsedHeader = "X-VQL-Used";
    private const string FallbackHeader = "X-VQL-Fallback";

    // A response that must contain every write comes from PostgreSQL.
    private const string FromPostgres = "&consistency=fresh";
    private const int RequiredRounds = 3;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    // The fallback reasons that are permanent, so that waiting has no effect.
    private static readonly string[] PermanentReasons = ["disabled", "rollout"];

    private static readonly string[] Searches =
    [
        "/api/v1/contacts/?title=engineer&limit=25", "/api/v1/companies/?industries=software&limit=25",
        "/api/v1/contacts/count/?title=engineer", "/api/v1/companies/count/?industries=software",
    ];

    /// <summary>Sends the searches.</summary>
    /// <returns>A description of the paths that answered, for the console.</returns>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var api = model.Resources.OfType<IResourceWithEndpoints>().First(resource => resource.Name == ResourceNames.Api);
        using var client = new HttpClient { BaseAddress = new Uri(new EndpointReference(api, "http").Url), Timeout = RequestTimeout };
        var fromPostgres = await SendRoundAsync(client, FromPostgres, cancellationToken);
        if (fromPostgres.IsUnauthorized)
        {
            return "skipped: the API requires authentication";
        }

        var started = time.GetTimestamp();
        var vql = await SendRoundAsync(client, "", cancellationToken);
        for (var rounds = 1; rounds < RequiredRounds || !vql.IsVql; rounds++)
        {
            if (PermanentReasons.Contains(vql.Reason) || time.GetElapsedTime(started) > Timeout)
            {
                break;
            }

            await Task.Delay(PollInterval, time, cancellationToken);
            vql = await SendRoundAsync(client, "", cancellationToken);
        }

        return (vql.IsVql, fromPostgres.IsSuccess) switch
        {
            (true, true) => "by VQL and by PostgreSQL",
            (true, false) => $"by VQL only ({fromPostgres.Reason})",
            (false, true) => $"by PostgreSQL only ({vql.Reason})",
            _ => $"by neither ({vql.Reason})",
        };
    }

    /// <summary>Sends each search once.</summary>
    /// <returns>The first result that did not come from VQL, or the last result if all came from VQL.</returns>
    private static async Task<SearchResult> SendRoundAsync(HttpClient client, string parameters, CancellationToken cancellationToken)
    {
        SearchResult? other = null;
        SearchResult last = default;
        foreach (var search in Searches)
        {
            last = await SendAsync(client, search + parameters, cancellationToken);
            other ??= last.IsVql ? null : last;
        }

        return other ?? last;
    }

    private static async Task<SearchResult> SendAsync(HttpClient client, string search, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(new Uri(search, UriKind.Relative), cancellationToken);
            return new SearchResult(
                response.IsSuccessStatusCode,
                IsVql: response.Headers.TryGetValues(UsedHeader, out var used) && used.Contains("true"),
                IsUnauthorized: response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden,
                Reason: response.Headers.TryGetValues(FallbackHeader, out var reasons)
                    ? string.Join(',', reasons)
                    : $"status {(int)response.StatusCode}");
        }
        catch (Exception exception)
            when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new SearchResult(IsSuccess: false, IsVql: false, IsUnauthorized: false, exception.Message);
        }
    }

    private readonly record struct SearchResult(bool IsSuccess, bool IsVql, bool IsUnauthorized, string Reason);
}
