using System.Net;
using Vql.AppHost.Topologies;

namespace Vql.AppHost.Supervision;

/// <summary>
/// Sends the first searches, so that the first one of a user is fast: until both paths, VQL and PostgreSQL, have answered lists and
/// counts of both entities.
/// </summary>
internal sealed class WarmUp(DistributedApplicationModel model, TimeProvider time)
{
    private const string UsedHeader = "X-VQL-Used";
    private const string FallbackHeader = "X-VQL-Fallback";

    // An answer that must contain every write comes from PostgreSQL.
    private const string FromPostgres = "&consistency=fresh";
    private const int RequiredRounds = 3;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // Reasons that no waiting changes.
    private static readonly string[] SwitchedOff = ["disabled", "rollout"];

    private static readonly string[] Searches =
    [
        "/api/v1/contacts/?title=engineer&limit=25", "/api/v1/companies/?industries=software&limit=25",
        "/api/v1/contacts/count/?title=engineer", "/api/v1/companies/count/?industries=software",
    ];

    /// <summary>Sends searches.</summary>
    /// <returns>The paths that answered, for the console.</returns>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var api = model.Resources.OfType<IResourceWithEndpoints>().First(resource => resource.Name == ApiExtensions.Name);
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
            if (SwitchedOff.Contains(vql.Reason) || time.GetElapsedTime(started) > Timeout)
            {
                break;
            }

            await Task.Delay(Pause, time, cancellationToken);
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
    /// <returns>The first answer that did not come from VQL; the last one when all did.</returns>
    private static async Task<Answer> SendRoundAsync(HttpClient client, string parameters, CancellationToken cancellationToken)
    {
        Answer? other = null;
        Answer last = default;
        foreach (var search in Searches)
        {
            last = await SendAsync(client, search + parameters, cancellationToken);
            other ??= last.IsVql ? null : last;
        }

        return other ?? last;
    }

    private static async Task<Answer> SendAsync(HttpClient client, string search, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(search, UriKind.Relative), cancellationToken);
            return new Answer(
                answer.IsSuccessStatusCode,
                IsVql: answer.Headers.TryGetValues(UsedHeader, out var used) && used.Contains("true"),
                IsUnauthorized: answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden,
                Reason: answer.Headers.TryGetValues(FallbackHeader, out var reasons)
                    ? string.Join(',', reasons)
                    : $"status {(int)answer.StatusCode}");
        }
        catch (Exception exception)
            when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new Answer(IsSuccess: false, IsVql: false, IsUnauthorized: false, exception.Message);
        }
    }

    private readonly record struct Answer(bool IsSuccess, bool IsVql, bool IsUnauthorized, string Reason);
}
