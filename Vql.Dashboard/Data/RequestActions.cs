using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Vql.Core.Fields;
using Vql.Dashboard.Access;
using Vql.Storage.Monitoring;

namespace Vql.Dashboard.Data;

/// <summary>The requests that the worker executes. An operator adds and cancels them.</summary>
internal static class RequestActions
{
    private const int MaxDetailLength = 500;

    public static void MapRequestActions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/requests/add", AddAsync).RequireAuthorization(Roles.Operator);
        routes.MapPost("/requests/cancel", CancelAsync).RequireAuthorization(Roles.Operator);
    }

    /// <summary>Returns the page that shows the requests of a kind.</summary>
    public static string PageOf(RequestKind kind) => kind is RequestKind.Inspect or RequestKind.Optimize ? "/indexes" : "/sync";

    private static async Task<IResult> AddAsync(
        HttpContext context, OperatorRequestTable table, AuditedActions actions, [FromForm] string? kind, [FromForm] string? entity,
        [FromForm] string? detail, CancellationToken cancellationToken)
    {
        var known = RequestNames.Find(kind);
        if (known is not { } valid || (entity != FieldCatalogue.Contacts.Table && entity != FieldCatalogue.Companies.Table)
            || string.IsNullOrEmpty(detail) == (valid == RequestKind.Optimize) || detail?.Length > MaxDetailLength)
        {
            return Redirect(known ?? RequestKind.Verify, "invalid");
        }

        long? id = null;
        await actions.RunAsync(
            context, valid.ToText(), string.IsNullOrEmpty(detail) ? entity : $"{entity}: {detail}",
            async token =>
            {
                if (valid == RequestKind.ReindexAbort)
                {
                    await CancelReindexAsync(table, entity, token);
                }

                id = await table.AddAsync(valid, entity, detail ?? "", AccessRegistration.ActorOf(context), token);
                return id is null
                    ? "already requested" : string.Create(CultureInfo.InvariantCulture, $"requested, with the number {id}");
            },
            cancellationToken);
        return Redirect(valid, id is null ? "duplicate" : "requested");
    }

    // One request runs at a time. The abort would otherwise wait until the reindex has ended.
    private static async Task CancelReindexAsync(OperatorRequestTable table, string entity, CancellationToken cancellationToken)
    {
        const int Enough = 100;
        foreach (var request in await table.ReadAsync([RequestKind.Reindex], Enough, cancellationToken))
        {
            if (request.IsOpen && request.Entity == entity)
            {
                await table.CancelAsync(request.Id, cancellationToken);
            }
        }
    }

    private static async Task<IResult> CancelAsync(
        HttpContext context, OperatorRequestTable table, AuditedActions actions, [FromForm] long id, [FromForm] string? kind,
        CancellationToken cancellationToken)
    {
        var isCanceled = false;
        await actions.RunAsync(
            context, "cancel request", string.Create(CultureInfo.InvariantCulture, $"{id}"),
            async token => (isCanceled = await table.CancelAsync(id, token)) ? "requested" : "it had already ended",
            cancellationToken);
        return Redirect(RequestNames.Find(kind) ?? RequestKind.Verify, isCanceled ? "canceled" : "ended");
    }

    private static RedirectHttpResult Redirect(RequestKind kind, string done) =>
        TypedResults.LocalRedirect($"{PageOf(kind)}?done={done}");
}
