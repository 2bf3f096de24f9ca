using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Vql.Dashboard.Access;

namespace Vql.Dashboard.Data;

/// <summary>The actions on dead letters. Each one is audited before it runs, so that no action is unrecorded.</summary>
internal static class DeadLetterActions
{
    public static void MapDeadLetterActions(this IEndpointRouteBuilder routes)
    {
        Map(routes, "retry", (store, selection, token) => store.RequestRetryAsync(selection, token));
        Map(routes, "drop", (store, selection, token) => store.DropAsync(selection, token));
    }

    private static void Map(
        IEndpointRouteBuilder routes, string name, Func<DeadLetterStore, DeadLetterSelection, CancellationToken, Task<int>> run) =>
        routes.MapPost(
            $"/dead-letters/{name}",
            async (
                HttpContext context, DeadLetterStore store, AuditTable audit, ILoggerFactory loggers, [FromForm] string? entity,
                [FromForm] string? type, [FromForm] string? uuid, CancellationToken cancellationToken) =>
            {
                var selection = new DeadLetterSelection(Given(entity), type, Given(uuid));
                var action = $"{name} dead letters";
                var actor = AccessRegistration.ActorOf(context);
                var role = context.User.FindFirstValue(ClaimTypes.Role)!;
                var id = await audit.AddAsync(actor, role, action, selection.ToString(), "started", cancellationToken);
                string outcome;
                try
                {
                    var count = await run(store, selection, cancellationToken);
                    outcome = string.Create(CultureInfo.InvariantCulture, $"dead letters: {count}");
                }
                catch (NpgsqlException exception)
                {
                    await audit.CompleteAsync(id, $"failed: {exception.Message}", CancellationToken.None);
                    throw;
                }

                // The action has happened, so that its outcome is stored even if the caller has left.
                await audit.CompleteAsync(id, outcome, CancellationToken.None);
                Log.Acted(loggers.CreateLogger(typeof(DeadLetterActions)), actor, action, selection.ToString(), outcome);
                return TypedResults.LocalRedirect($"/dead-letters?done={name}&count={outcome.Split(' ')[^1]}");
            })
            .RequireAuthorization(Roles.Operator);

    // A form sends an empty text for a field without a value. An empty error type selects the letters without one.
    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
