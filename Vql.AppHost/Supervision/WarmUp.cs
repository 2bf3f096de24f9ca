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
    private const int GoodAnswers = 3;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly string[] Searches =
    [
        "/api/v1/contacts/?title=engineer&limit=25", "/api/v1/companies/?industries=software&limit=25",
        "/api/v1/contacts/count/?title=engineer", "/api/v1/companies/count/?industries=software",
    ];

    /// <summary>Sends searches.</summary>
    /// <returns>Who answered the last one, for people.</returns>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var api = model.Resources.OfType<IResourceWithEndpoints>().First(resource => resource.Name == ApiExtensions.Name);
        using var client = new HttpClient { BaseAddress = new Uri(new EndpointReference(api, "http").Url) };
        var started = time.GetTimestamp();
        for (var good = 0; ;)
        {
            var (isVql, answeredBy) = await SearchAsync(client, cancellationToken);
            good = isVql ? good + 1 : 0;
            if (good == GoodAnswers || answeredBy is null || time.GetElapsedTime(started) > Timeout)
            {
                return answeredBy ?? "not tried: the API asks for authentication";
            }

            if (!isVql)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private static async Task<(bool IsVql, string? AnsweredBy)> SearchAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var reason = "no answer";
        foreach (var search in Searches)
        {
            try
            {
                using var fromPostgres = await client.GetAsync(new Uri(search + FromPostgres, UriKind.Relative), cancellationToken);
                using var answer = await client.GetAsync(new Uri(search, UriKind.Relative), cancellationToken);
                if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                {
                    return (false, null);
                }

                if (answer.Headers.TryGetValues(UsedHeader, out var used) && used.Contains("true"))
                {
                    continue;
                }

                reason = answer.Headers.TryGetValues(FallbackHeader, out var reasons)
                    ? string.Join(',', reasons)
                    : $"status {(int)answer.StatusCode}";
            }
            catch (HttpRequestException exception)
            {
                reason = exception.Message;
            }

            return (false, $"by PostgreSQL only ({reason})");
        }

        return (true, "by VQL and by PostgreSQL");
    }
}
